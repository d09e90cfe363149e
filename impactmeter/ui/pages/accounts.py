"""A placeholder of the lead until the page engineer puts the real page here."""

from impactmeter.ui.screen import open_screen

open_screen("ui.page.accounts")
