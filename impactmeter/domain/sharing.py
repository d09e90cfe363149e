"""A read-only link with which a stakeholder without an account looks at one chain and says something about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

LASTS_DAYS = 30
"""How long a link works when nobody chooses otherwise."""
DAYS_TO_CHOOSE = (7, LASTS_DAYS, 90)
MOST_OPEN_LINKS = 10
"""Open links of one enterprise at a time: whoever needs more has lost sight of who has them."""
RATE_WINDOW = timedelta(hours=1)
MOST_PER_WINDOW = 30
"""Comments on one link within the window: a full workshop table fits."""
MOST_PER_LINK = 200
LONGEST_WHO = 100
LONGEST_COMMENT = 2000


class ShareLink(BaseModel):
    """A link to the chain of one objective. Of its token only a hash is kept, and never here."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    organisation_id: str
    objective_id: str
    created_at: str
    expires_at: str
    revoked_at: str | None = None

    def is_open(self, at: str) -> bool:
        """Whether it works at a moment, written as the store writes moments."""
        return self.revoked_at is None and at < self.expires_at


class StakeholderComment(BaseModel):
    """What somebody said by a link. `who` is a group or a role, never a name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = ""
    link_id: str
    organisation_id: str
    who: Annotated[str, Field(max_length=LONGEST_WHO)]
    text: Annotated[str, Field(max_length=LONGEST_COMMENT)]
    at: str = ""
