"""The smallest application there is: what every page is measured against."""

import streamlit as st

st.write("empty")
