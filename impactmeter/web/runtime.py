"""What one process serves: its store, its catalogue, and whether it is a demo. Set once, before it is ready."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from impactmeter.catalogue import Catalogue
from impactmeter.storage.store import Store


class NotStarted(RuntimeError):
    """Something asked for the store before the application was started: a mistake of ours."""


@dataclass(frozen=True)
class Settings:
    """What the operator chose: the folder with the data, or a demo on a throw-away folder."""

    data: Path
    demo: bool = False


def settings_from_environment() -> Settings:
    """`IMPACTMETER_DATA` (else `./data`) and `IMPACTMETER_DEMO` (1 for a demo)."""
    is_demo = os.environ.get("IMPACTMETER_DEMO", "") in ("1", "true", "yes")
    return Settings(Path(os.environ.get("IMPACTMETER_DATA") or "./data").resolve(), is_demo)


def has_provider() -> bool:
    """Whether people can sign in through an identity provider (`web/oidc.py` reads the rest)."""
    return bool(os.environ.get("IMPACTMETER_OIDC_ISSUER", "").strip())


@dataclass
class Runtime:
    """Empty until the lifespan (or a test) fills it."""

    opened: Store | None = None
    loaded: Catalogue | None = None
    demo: bool = False
    set_up_token: str | None = None
    """The one-time token of this start, for whoever prints it; None once there is an account."""
    announces_itself: bool = False
    """Whether the server prints the address and the link itself, when the first page can be opened."""

    @property
    def store(self) -> Store:
        if self.opened is None:
            raise NotStarted
        return self.opened

    @property
    def catalogue(self) -> Catalogue:
        if self.loaded is None:
            raise NotStarted
        return self.loaded

    @property
    def is_code_duty(self) -> bool:
        """Whether the municipality asks a code beside the password of its own people."""
        home = self.loaded.home_municipality if self.loaded else None
        return home is not None and home.sign_in.second_step

    def fill(self, store: Store, catalogue: Catalogue, demo: bool = False) -> None:
        self.opened, self.loaded, self.demo = store, catalogue, demo

    def empty(self) -> None:
        self.opened, self.loaded, self.demo, self.set_up_token = None, None, False, None


runtime = Runtime()
