"""Serves the empty page with the same settings as ours: no watcher, no statistics, no collection after each run."""

import gc
import sys
from pathlib import Path

import numpy  # noqa: F401  (what our server has in memory, this one has too)
import pandas  # noqa: F401
import plotly.graph_objects  # noqa: F401
import streamlit as st
import uvicorn
from streamlit import config

config.set_option("server.fileWatcherType", "none")
config.set_option("browser.gatherUsageStats", False)
config.set_option("runner.postScriptGC", False)
app = st.App(Path(__file__).with_name("empty_app.py"))
gc.collect()
gc.freeze()
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
