"""The front door: `impactmeter serve`, `uvicorn app:app` and `streamlit run app.py` all start this application."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from impactmeter.ui.failure import say_it_failed
from impactmeter.ui.settings import put_in_force
from impactmeter.web.gate import Gate
from impactmeter.web.lifespan import lifespan
from impactmeter.web.routes import ROUTES

put_in_force()

app = st.App(
    Path(__file__).resolve().parent / "impactmeter" / "ui" / "main.py",
    routes=ROUTES,
    middleware=[Middleware(Gate)],
    lifespan=lifespan,
    on_script_error=say_it_failed,
)
