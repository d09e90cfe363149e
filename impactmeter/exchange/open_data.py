"""A release as open data: rows for a table, CSV, JSON, and a DCAT record that says what it is and how it may be used.

The files of a release stay the same byte for byte: they hold only what was stored with it.
DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/) in JSON-LD, with the checksum of SPDX.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from impactmeter.domain.release import Release

_COUNTED = ("reported", "expected", "not_measured", "not_applicable", "withheld", "partial", "left_out", "missing")
COLUMNS = (
    *("release", "period_start", "period_end", "goal_category", "indicator", "name_nl", "name_en", "revision"),
    *("unit", "type", "area_code", "area_name", "suppressed", "value", "value_high", "numerator", "denominator", "n"),
    *("low", "high", "steps", "kinds", "designs", *_COUNTED, "broken_year"),
)
_AS_TEXT = ("steps", "kinds", "designs")
FORMATS = {
    "csv": "text/csv",
    "json": "application/json",
    "sqlite": "application/vnd.sqlite3",
}
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True)
class OpenFigures:
    """What everybody may have of a release: what is said of it, its figures, and what things are called."""

    release: Release
    content: Sequence[Mapping[str, Any]]
    names: Mapping[str, Any]

    def area_name(self, code: str | None) -> str:
        return self.release.municipality if code is None else str(self.names["areas"].get(code, code))


def rows_of(found: OpenFigures) -> list[dict[str, Any]]:
    """One row per cell of the release. What is hidden or not there is None."""
    return [_row(found, figure) for figure in found.content]


def _row(found: OpenFigures, figure: Mapping[str, Any]) -> dict[str, Any]:
    names = found.names["indicators"].get(figure["indicator"], {})
    code = figure["neighbourhood"]
    row = dict(figure) | {
        "release": found.release.id,
        "period_start": f"{found.release.year}-01-01",
        "period_end": f"{found.release.year}-12-31",
        "name_nl": names.get("nl", figure["indicator"]),
        "name_en": names.get("en", figure["indicator"]),
        "area_code": found.names["municipality_code"] if code is None else code,
        "area_name": found.area_name(code),
        "suppressed": int(figure["suppressed"]),
    }
    row |= {name: json.dumps(figure[name], sort_keys=True) if figure[name] else None for name in _AS_TEXT}
    return {name: row[name] for name in COLUMNS}


def about(found: OpenFigures) -> dict[str, Any]:
    """What must be known to use and to check a release."""
    release = found.release
    return {
        "id": release.id,
        "number": release.number,
        "municipality": release.municipality,
        "year": release.year,
        "closing_date": release.closing_date.isoformat(),
        "published_at": release.published_at,
        "licence": release.licence,
        "content_hash": release.content_hash,
        "snapshot": release.snapshot,
        "least_contributors": release.contributors,
        "least_people": release.people,
        "areas_of_year": found.names["division_year"],
    }


def as_csv(found: OpenFigures) -> bytes:
    """Commas and decimal points, UTF-8; empty is hidden or not there, and `suppressed` says which."""
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows_of(found))
    return written.getvalue().encode("utf-8")


def as_json(found: OpenFigures) -> bytes:
    """`release` says what it is; `figures` are as `impactmeter city --json` has them; `content_hash` is theirs."""
    content = {"release": about(found), "names": dict(found.names), "figures": list(found.content)}
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8")


def as_dcat(found: OpenFigures, address: str) -> dict[str, Any]:
    """The DCAT record of one release. `address` is where it stands, without a slash at the end."""
    release = found.release
    dataset = {
        "@id": address,
        "@type": "dcat:Dataset",
        "dct:identifier": release.id,
        "dct:title": [
            {"@language": "nl", "@value": f"Impact van ondernemers in {release.municipality}, {release.year}"},
            {"@language": "en", "@value": f"Impact of enterprises in {release.municipality}, {release.year}"},
        ],
        "dct:description": [
            {"@language": "nl", "@value": "Stadscijfers per indicator, voor de stad en per wijk. Wat een onderneming "
             "of mens zou verraden, is afgeschermd."},
            {"@language": "en", "@value": "City figures per indicator, for the city and per area. What would tell on "
             "an enterprise or person is hidden."},
        ],
        "dct:publisher": _publisher(found),
        "dct:issued": {"@type": "xsd:dateTime", "@value": release.published_at},
        "dct:license": {"@id": release.licence},
        "dct:accessRights": {"@id": "http://publications.europa.eu/resource/authority/access-right/PUBLIC"},
        "dct:language": {"@id": "http://publications.europa.eu/resource/authority/language/NLD"},
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:date", "@value": f"{release.year}-01-01"},
            "dcat:endDate": {"@type": "xsd:date", "@value": f"{release.year}-12-31"},
        },
        "dcat:landingPage": {"@id": address},
        "dcat:version": str(release.number),
        "dcat:distribution": [_distribution(found, address, kind) for kind in FORMATS],
    }  # fmt: skip
    return {"@context": CONTEXT, **dataset}


def _publisher(found: OpenFigures) -> dict[str, Any]:
    agent = {"@type": "foaf:Agent", "foaf:name": f"Gemeente {found.release.municipality}"}
    return {"@id": found.names["publisher"], **agent} if found.names["publisher"] else agent


def _distribution(found: OpenFigures, address: str, kind: str) -> dict[str, Any]:
    """One file. The SQLite file depends on the version of its engine, so it has no checksum; its contents have."""
    file = f"{address}/cijfers.{kind}"
    told: dict[str, Any] = {
        "@id": file,
        "@type": "dcat:Distribution",
        "dcat:downloadURL": {"@id": file},
        "dcat:accessURL": {"@id": address},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{FORMATS[kind]}"},
        "dct:license": {"@id": found.release.licence},
    }
    if kind in ("csv", "json"):
        content = as_csv(found) if kind == "csv" else as_json(found)
        told["dcat:byteSize"] = len(content)
        told["spdx:checksum"] = {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": hashlib.sha256(content).hexdigest(),
        }
    return told


def as_catalogue(records: Iterable[Mapping[str, Any]], address: str) -> dict[str, Any]:
    """The DCAT records of every release, for who harvests them."""
    datasets = [{key: value for key, value in one.items() if key != "@context"} for one in records]
    return {
        "@context": CONTEXT,
        "@id": address,
        "@type": "dcat:Catalog",
        "dct:title": [
            {"@language": "nl", "@value": "Publicaties van impactmeter"},
            {"@language": "en", "@value": "Releases of impactmeter"},
        ],
        "dcat:dataset": datasets,
    }
