"""Releases: what may leave the staff screens, after disclosure control, as stored acts (design rule 12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from impactmeter.analysis.city_figures import CityRow, PlanRow, city_figures_as_json
from impactmeter.analysis.disclosure_control import (
    Cube,
    Groups,
    HiddenCell,
    Past,
    Protected,
    ReleasedFigure,
    Rule,
    Thresholds,
    Usefulness,
    cube_as_json,
    cube_from_json,
    cubes_up_to,
    figures_from_json,
    protect_in_order,
    recall,
    usefulness_of,
)
from impactmeter.catalogue import Catalogue
from impactmeter.catalogue.municipality import Minimums, Municipality
from impactmeter.domain.message import NotFound, Refused, message
from impactmeter.domain.organisation import groups_of
from impactmeter.domain.permission import Actor, UseCase, may, require
from impactmeter.domain.release import (
    Release,
    ReleaseStatus,
    check_closing_date,
    check_order,
    check_publishing,
    hash_of,
)
from impactmeter.services.access import nothing_there
from impactmeter.services.city import FIRST_YEAR, city_rows, plan_rows
from impactmeter.storage.releases import Reopened, StoredRelease
from impactmeter.storage.store import Records, Store


@dataclass(frozen=True)
class ReleasePreview:
    """The release of a city year that could be made now. `report` and `usefulness` are for the municipality only.

    `figures` hold the city and the neighbourhoods, protected as one; what is printed is a choice among them.
    """

    year: int
    snapshot: str
    figures: tuple[ReleasedFigure, ...]
    report: tuple[HiddenCell, ...]
    usefulness: tuple[Usefulness, ...]

    def cells(self, by_neighbourhood: bool) -> Sequence[ReleasedFigure]:
        """The figures of the city, or those of the neighbourhoods."""
        return [one for one in self.figures if (one.neighbourhood is not None) == by_neighbourhood]


@dataclass(frozen=True)
class ReleaseOnDesk:
    """A release for the municipality: its figures, why the rest is hidden, and what was reopened since.

    The report and what was reopened are for the coordinator; an account manager sees what everybody will.
    """

    release: Release
    figures: tuple[ReleasedFigure, ...]
    usefulness: tuple[Usefulness, ...]
    report: tuple[HiddenCell, ...]
    reopened: tuple[Reopened, ...]
    groups: int = 0
    """How many groups of organisations counted as one contributor each."""


@dataclass(frozen=True)
class MadeAgain:
    """A release made again from what it was made of: whether it came out as it was."""

    release: Release
    content_hash: str

    @property
    def is_same(self) -> bool:
        return self.content_hash == self.release.content_hash


def thresholds_of(minimums: Minimums) -> Thresholds:
    return Thresholds(contributors=minimums.contributors, people=minimums.people)


def preview_release(
    store: Store, actor: Actor, catalogue: Catalogue, minimums: Minimums, year: int
) -> ReleasePreview:
    """What could be published of a city year now, beside everything that is out.

    Years between the last published one and this one are taken as if they were out with the figures of today.
    """
    require(actor, UseCase.SEE_CITY)
    with store.read() as records:
        rows = city_rows(records, catalogue.by_id, date(FIRST_YEAR, 1, 1), date(year + 1, 12, 31))
        snapshot = f"approved-{records.approved_version()}"
        goes_in = _what_goes_in(records, catalogue, rows, plan_rows(records), year)
    cubes = goes_in.cubes
    protected = protect_in_order(cubes, thresholds_of(minimums), goes_in.past)
    useful = usefulness_of(cubes[-1].tables, protected.figures)
    return ReleasePreview(year, snapshot, protected.figures, protected.report, tuple(useful))


@dataclass(frozen=True)
class _GoesIn:
    """What a release is made of: the cubes to protect, the year's own one last; what is out; who belongs together."""

    cubes: list[Cube]
    past: Past
    groups: Groups


def _what_goes_in(
    records: Records, catalogue: Catalogue, rows: Sequence[CityRow], plans: Sequence[PlanRow], year: int
) -> _GoesIn:
    """What goes in now. Who belongs together today did so before, as far as anybody could work out."""
    published = records.published_releases()
    out = [one.release.year for one in published]
    if wrong := check_order(year, out):
        raise Refused(*wrong)
    groups = groups_of(records.organisations())
    cubes = cubes_up_to(rows, plans, catalogue.by_id, year, groups)
    last = max(out, default=FIRST_YEAR)
    cubes = [cube for cube in cubes if cube.year == year or cube.year > last]
    return _GoesIn(cubes, _past_of(published, groups), groups)


def _past_of(published: Iterable[StoredRelease], groups: Groups) -> Past:
    """Everything that is out, as the releases themselves say it."""
    past = Past()
    for one in published:
        past = recall(cube_from_json(one.frozen["cubes"][-1], groups), _report(one.report), past)
    return past


def _report(lines: Iterable[dict[str, Any]]) -> list[HiddenCell]:
    return [HiddenCell(**line | {"rule": Rule(line["rule"])}) for line in lines]


def _content(figures: Iterable[ReleasedFigure]) -> list[dict[str, Any]]:
    """The published figures as plain data: what the content hash is of."""
    found: list[dict[str, Any]] = city_figures_as_json("", "", figures)["figures"]
    return found


def prepare_release(
    store: Store, actor: Actor, catalogue: Catalogue, year: int, closing: date, key: str | None = None
) -> str:
    """Freezes a city year as it was approved by the end of the closing date, protects it, and stores it; gives its id.

    Nothing is published by it. One that was prepared before for the same year is set aside.
    """
    require(actor, UseCase.PREPARE_RELEASE)
    pack = _pack(catalogue)
    if wrong := check_closing_date(closing, year, store.clock().date()):
        raise Refused(*wrong)
    with store.read() as records:
        used = [
            (name, CityRow(**vars(figure)))
            for name, figure in records.figures_at_closing(closing, date(year + 1, 12, 31))
            if figure.indicator in catalogue.by_id
        ]
        goes_in = _what_goes_in(records, catalogue, [row for _, row in used], plan_rows(records), year)
        last = _last_number(records)
    protected = protect_in_order(goes_in.cubes, thresholds_of(pack.minimums), goes_in.past)
    made = _made(catalogue, pack, goes_in, protected, closing, last)
    with store.change(actor, key) as change:
        if change.earlier:
            return change.earlier
        if _last_number(change) != last:
            raise Refused(message("release_act.another_came_first"))
        return change.done(change.add_release(made, [name for name, _ in used]).id)


def _last_number(records: Records) -> int:
    """The number of the newest published release; 0 when nothing is out."""
    return max((one.number or 0 for one in records.releases()), default=0)


def _pack(catalogue: Catalogue) -> Municipality:
    pack = catalogue.home_municipality
    if pack is None:
        raise Refused(message("release.no_municipality"))
    return pack


def _names(catalogue: Catalogue, pack: Municipality) -> dict[str, Any]:
    """What things are called today: kept with the release, so that its files stay the same when a name changes."""
    return {
        "indicators": {name: one.name.model_dump() for name, one in catalogue.by_id.items()},
        "categories": {one.id: one.label.model_dump() for one in catalogue.categories},
        "areas": {one.code: one.name for one in pack.neighbourhoods},
        "municipality_code": pack.code,
        "division_year": pack.division.year,
        "publisher": pack.publication.publisher or "",
    }


def _made(
    catalogue: Catalogue,
    pack: Municipality,
    goes_in: _GoesIn,
    protected: Protected,
    closing: date,
    last: int,
) -> StoredRelease:
    thresholds = thresholds_of(pack.minimums)
    used = {"cubes": [cube_as_json(cube) for cube in goes_in.cubes], "groups": dict(goes_in.groups)}
    figures = _content(protected.figures)
    release = Release(
        after=last,
        year=protected.year,
        closing_date=closing,
        municipality=pack.name,
        **vars(thresholds),
        four_eyes=pack.publication.four_eyes,
        licence=pack.publication.licence,
        snapshot=hash_of(used | vars(thresholds)),
        content_hash=hash_of(figures),
    )
    frozen = used | {"names": _names(catalogue, pack)}
    useful = [asdict(line) for line in usefulness_of(goes_in.cubes[-1].tables, protected.figures)]
    return StoredRelease(release, figures, [asdict(line) for line in protected.report], useful, frozen)


def publish_release(store: Store, actor: Actor, release_id: str, key: str | None = None) -> Release:
    """Puts a prepared release out. Where the pack asks for four eyes, not by who prepared it."""
    require(actor, UseCase.PUBLISH_RELEASE)
    with store.change(actor, key) as change:
        found = change.release(release_id)
        if found is None:
            nothing_there(actor, UseCase.PUBLISH_RELEASE, release_id)
        if change.earlier:
            return found.release
        if wrong := check_publishing(found.release, actor, _last_number(change)):
            raise Refused(*wrong)
        change.done(release_id)
        return change.publish_release(found.release)


def years_to_release(store: Store, actor: Actor, today: date) -> list[int]:
    """The years that are over and of which something may be published, newest first."""
    require(actor, UseCase.PREPARE_RELEASE)
    with store.read() as records:
        published = [one.year for one in records.releases() if one.status is ReleaseStatus.PUBLISHED]
        first = records.first_year()
    years = range(today.year - 1, (first or today.year) - 1, -1)
    return [year for year in years if not check_order(year, published)]


def releases_on_desk(store: Store, actor: Actor) -> list[Release]:
    """Prepared and published releases, without their contents."""
    require(actor, UseCase.PREPARE_RELEASE)
    with store.read() as records:
        return records.releases()


def release_on_desk(store: Store, actor: Actor, release_id: str) -> ReleaseOnDesk:
    """One release as the municipality sees it. `NotFound` for an id that is none, or was set aside."""
    require(actor, UseCase.PREPARE_RELEASE)
    with store.read() as records:
        found = records.release(release_id)
        if found is None or found.release.status is ReleaseStatus.SET_ASIDE:
            nothing_there(actor, UseCase.PREPARE_RELEASE, release_id)
        reopened = [one for one in records.reopened_since() if one.release_id == release_id]
    figures = tuple(figures_from_json(found.figures))
    if not may(actor, UseCase.SEE_CITY):
        return ReleaseOnDesk(found.release, figures, (), (), ())
    useful = tuple(Usefulness(**line) for line in found.usefulness)
    groups = len(set(found.frozen.get("groups", {}).values()))
    return ReleaseOnDesk(found.release, figures, useful, tuple(_report(found.report)), tuple(reopened), groups)


def make_again(store: Store, actor: Actor, release_id: str) -> MadeAgain:
    """Makes a release again, from what was frozen with it and what was out before it."""
    require(actor, UseCase.SEE_CITY)
    with store.read() as records:
        found = records.release(release_id)
        published = records.published_releases()
    if found is None:
        nothing_there(actor, UseCase.SEE_CITY, release_id)
    release = found.release
    groups = found.frozen.get("groups", {})  # one from before groups were known has none
    past = _past_of((one for one in published if (one.release.number or 0) <= release.after), groups)
    cubes = [cube_from_json(cube, groups) for cube in found.frozen["cubes"]]
    thresholds = Thresholds(release.contributors, release.people, release.percent)
    return MadeAgain(release, hash_of(_content(protect_in_order(cubes, thresholds, past).figures)))


@dataclass(frozen=True)
class OpenRelease:
    """A published release as everybody may have it. `names` are those of the day on which it was prepared."""

    release: Release
    figures: tuple[ReleasedFigure, ...]
    content: list[dict[str, Any]]
    names: dict[str, Any]


def open_releases(store: Store) -> list[Release]:
    """What is out, newest first. For everybody: no actor is asked for."""
    with store.read() as records:
        return [one for one in records.releases() if one.status is ReleaseStatus.PUBLISHED]


def open_release(store: Store, release_id: str) -> OpenRelease:
    """A published release. One that is only prepared does not exist for the public."""
    with store.read() as records:
        found = records.release(release_id)
    if found is None or found.release.status is not ReleaseStatus.PUBLISHED:
        raise NotFound
    return OpenRelease(found.release, tuple(figures_from_json(found.figures)), found.figures, found.frozen["names"])
