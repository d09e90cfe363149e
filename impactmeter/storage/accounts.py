"""Accounts, grants, invitations and sessions in the store."""

from __future__ import annotations

from impactmeter.storage.base import ChangeBase, ReadBase


class AccountRecords(ReadBase):
    """Reading accounts and sessions."""


class AccountChanges(ChangeBase):
    """Writing accounts and sessions."""
