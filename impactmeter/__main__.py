"""The command line, for operators, tests and automation (design section 9).

Every command prints for people, and with `--json` prints JSON and nothing else on standard output. Exit 0: done; 1:
something was refused or found; 2: wrong use. Modules are imported by the command that needs them.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from impactmeter import __version__

if TYPE_CHECKING:
    from impactmeter.catalogue import Catalogue
    from impactmeter.storage.store import Store
    from impactmeter.texts import Texts

DONE, REFUSED, WRONG_USE = 0, 1, 2


class WrongUse(Exception):
    """The command was asked for something it cannot do; the sentence says what to do instead."""


def _print_json(data: Any) -> None:
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n")


def _language(arguments: argparse.Namespace) -> str:
    return str(arguments.language)


def _texts(arguments: argparse.Namespace) -> Texts:
    from impactmeter.texts import texts_in

    return texts_in(_language(arguments))


def _store(arguments: argparse.Namespace) -> Store:
    from impactmeter.storage.store import Store

    return Store(Path(arguments.data))


def _existing_store(arguments: argparse.Namespace) -> Store:
    from impactmeter.storage.store import FILE_NAME

    if not (Path(arguments.data) / FILE_NAME).exists():
        raise WrongUse(_texts(arguments)("cli.no_store", folder=arguments.data))
    return _store(arguments)


def _catalogue(arguments: argparse.Namespace) -> Catalogue:
    """The catalogue, for the municipality of this data folder."""
    from impactmeter.catalogue import load_catalogue
    from impactmeter.catalogue.home import VARIABLE, UnknownMunicipality, at_home

    if arguments.municipality:
        os.environ[VARIABLE] = arguments.municipality
    try:
        return at_home(load_catalogue(), Path(arguments.data))
    except UnknownMunicipality as unknown:
        known = ", ".join(unknown.known)
        raise WrongUse(
            _texts(arguments)("municipality.unknown", asked=unknown.asked, where=unknown.where, known=known)
        ) from None


def serve(arguments: argparse.Namespace) -> int:
    from impactmeter.web.serve import serve as run_server

    _catalogue(arguments)  # a municipality that is not there is said before anything is opened
    return run_server(Path(arguments.data), host=arguments.host, port=arguments.port, demo=arguments.demo)


def check(arguments: argparse.Namespace) -> int:
    """All findings in the content, at once."""
    from impactmeter.catalogue import check_catalogue, content_folder
    from impactmeter.catalogue.as_json import findings_as_json

    folder = Path(arguments.folder) if arguments.folder else content_folder()
    if not folder.is_dir():
        raise WrongUse(_texts(arguments)("cli.no_folder", folder=folder))
    findings = findings_as_json(check_catalogue(folder), _language(arguments))
    if arguments.json:
        _print_json(findings)
    else:
        for finding in findings:
            print(f"{finding['file']} {finding['id']}: {finding['finding']}\n    {finding['cure']}")
        print(_texts(arguments)("cli.findings", count=len(findings)))
    return REFUSED if findings else DONE


def catalogue(arguments: argparse.Namespace) -> int:
    from impactmeter.catalogue.as_json import catalogue_as_json

    found = catalogue_as_json(_catalogue(arguments))
    if arguments.json:
        _print_json(found)
        return DONE
    for indicator in found:
        name = indicator["names"][_language(arguments)]
        print(f"{indicator['goal_category']:12} {indicator['id']:34} {indicator['unit']:12} {name}")
    return DONE


def import_file(arguments: argparse.Namespace) -> int:
    from impactmeter.domain.permission import OPERATOR
    from impactmeter.exchange.tidy_reading import read_tidy_file
    from impactmeter.exchange.tidy_report import report_as_json
    from impactmeter.services.importing import import_rows

    path = Path(arguments.file)
    if not path.is_file():
        raise WrongUse(_texts(arguments)("cli.no_file", file=path))
    content = _catalogue(arguments)
    report = import_rows(
        _store(arguments),
        OPERATOR,
        content,
        read_tidy_file(path),
        pack=content.home_municipality,
        dry_run=arguments.dry_run,
        partial=arguments.partial,
        approve=arguments.status == "approved",
    )
    found = report_as_json(report, _language(arguments))
    if arguments.json:
        _print_json(found)
    else:
        _print_report(found, _texts(arguments), arguments.dry_run)
    return REFUSED if found["refused"] else DONE


def _print_report(found: dict[str, Any], texts: Texts, dry_run: bool) -> None:
    for fate in ("refused", "repaired"):
        for note in found[fate]:
            place = texts("cli.place", row=note["row"], column=note["column"] or "–")
            print(f"{texts(f'cli.{fate}')} {place}: {note['reason']} {note['cure']}")
    numbers = {name: found[name] for name in ("rows", "accepted", "written")}
    counts = {name: len(found[name]) for name in ("repaired", "refused")}
    print(texts("cli.dry_run_report" if dry_run else "cli.import_report", **numbers, **counts))


def export(arguments: argparse.Namespace) -> int:
    from impactmeter.domain.permission import OPERATOR
    from impactmeter.exchange.tidy_writing import write_csv, write_xlsx
    from impactmeter.services.exporting import export_tidy

    if arguments.format not in ("tidy", "xlsx"):
        raise WrongUse(_texts(arguments)("cli.export_not_yet", format=arguments.format))
    if arguments.format == "xlsx" and not arguments.out:
        raise WrongUse(_texts(arguments)("cli.out_needed"))
    rows = export_tidy(_existing_store(arguments), OPERATOR, _catalogue(arguments))
    if arguments.format == "xlsx":
        Path(arguments.out).write_bytes(write_xlsx(rows))
    elif arguments.out:
        Path(arguments.out).write_bytes(write_csv(rows))
    elif arguments.json:
        _print_json(rows)
        return DONE
    else:
        sys.stdout.buffer.write(write_csv(rows))
        return DONE
    _say_done(arguments, {"rows": len(rows), "out": arguments.out}, "cli.exported")
    return DONE


def _say_done(arguments: argparse.Namespace, facts: dict[str, Any], key: str) -> None:
    if arguments.json:
        _print_json(facts)
    else:
        print(_texts(arguments)(key, **facts))


def city(arguments: argparse.Namespace) -> int:
    from impactmeter.analysis.city_figures import city_figures_as_json
    from impactmeter.domain.permission import OPERATOR
    from impactmeter.services.city import city_figures_of

    """City figures: raw with `--internal`, else a preview of the release that could be made now."""
    texts = _texts(arguments)
    if not (arguments.period.isdigit() and len(arguments.period) == 4):
        raise WrongUse(texts("cli.period_is_a_year", given=arguments.period))
    by_neighbourhood = arguments.by == "neighbourhood"
    store, content = _existing_store(arguments), _catalogue(arguments)
    if not arguments.internal:
        return _preview(arguments, store, content, by_neighbourhood)
    found = city_figures_of(store, OPERATOR, content, int(arguments.period), by_neighbourhood)
    if arguments.json:
        _print_json(city_figures_as_json(arguments.period, found.snapshot, found.figures))
        return DONE
    for figure in found.figures:
        if figure.expected:
            value = "–" if figure.value is None else f"{figure.value:f}"
            where = f" {figure.neighbourhood}" if figure.neighbourhood else ""
            coverage = texts("cli.coverage", reported=figure.reported, expected=figure.expected)
            print(f"{figure.indicator:34} r{figure.revision}{where} {value:>16} {figure.unit:10} {coverage}")
    return DONE


def _preview(arguments: argparse.Namespace, store: Store, content: Catalogue, by_neighbourhood: bool) -> int:
    """The release that could be made now. The city and its neighbourhoods are cells of one and the same release."""
    from impactmeter.analysis.city_figures import city_figures_as_json
    from impactmeter.domain.message import Refused
    from impactmeter.domain.permission import OPERATOR
    from impactmeter.services.releases import preview_release

    texts, pack = _texts(arguments), content.home_municipality
    if pack is None:
        raise WrongUse(texts("release.no_municipality"))
    try:
        found = preview_release(store, OPERATOR, content, pack.minimums, int(arguments.period))
    except Refused as refused:
        print("\n".join(texts.of(one) for one in refused.messages), file=sys.stderr)
        return REFUSED
    figures = found.cells(by_neighbourhood)
    if arguments.json:
        _print_json(city_figures_as_json(arguments.period, found.snapshot, figures))
        return DONE
    for figure in figures:
        if not figure.suppressed and not figure.expected:
            continue
        value = texts("release.hidden") if figure.suppressed else "–" if figure.value is None else f"{figure.value:f}"
        where = f" {figure.neighbourhood}" if figure.neighbourhood else ""
        counts = {"reported": figure.reported, "expected": figure.expected}
        coverage = "" if figure.suppressed else texts("cli.coverage", **counts)
        print(f"{figure.indicator:34} r{figure.revision}{where} {value:>16} {figure.unit:10} {coverage}".rstrip())
    for line in found.usefulness:
        if line.goal_category is None and line.by_neighbourhood == by_neighbourhood and line.cells:
            print(texts("release.usefulness", shown=line.shown, cells=line.cells))
    return DONE


def validate(arguments: argparse.Namespace) -> int:
    """Whether a tidy file is good: what an import would say, without writing and without knowing anybody."""
    import tempfile

    if not Path(arguments.file).is_file():
        raise WrongUse(_texts(arguments)("cli.no_file", file=arguments.file))
    if Path(arguments.file).suffix.lower() not in (".csv", ".xlsx"):
        raise WrongUse(_texts(arguments)("cli.validate_tidy_only"))
    with tempfile.TemporaryDirectory() as folder:
        arguments.data, arguments.dry_run, arguments.partial, arguments.status = folder, True, False, None
        return import_file(arguments)


def backup(arguments: argparse.Namespace) -> int:
    """A consistent copy in one file, verified before it is called a backup."""
    from impactmeter.storage.backup import back_up

    target = Path(arguments.out)
    if target.exists():
        raise WrongUse(_texts(arguments)("cli.target_exists", file=target))
    problems = back_up(_existing_store(arguments), target)
    return _say_problems(arguments, problems, "cli.backed_up", file=str(target))


def restore(arguments: argparse.Namespace) -> int:
    """Puts a backup in an empty data folder, after verifying it."""
    from impactmeter.storage.backup import put_back
    from impactmeter.storage.store import FILE_NAME

    source, folder = Path(arguments.file), Path(arguments.data)
    if not source.is_file():
        raise WrongUse(_texts(arguments)("cli.no_file", file=source))
    if (folder / FILE_NAME).exists():
        raise WrongUse(_texts(arguments)("cli.target_exists", file=folder / FILE_NAME))
    return _say_problems(arguments, put_back(source, folder), "cli.restored", file=str(folder))


def verify(arguments: argparse.Namespace) -> int:
    """Whether the file is whole and the chain of the trail holds."""
    return _say_problems(arguments, _existing_store(arguments).problems(), "cli.verified", file=str(arguments.data))


def _organisation_named(arguments: argparse.Namespace, store: Store) -> str:
    """The id of the organisation with this KvK number or name."""
    with store.read() as records:
        given = arguments.organisation
        found = records.organisation_by_kvk(given) or records.organisation_by_name(given)
    if found is None:
        raise WrongUse(_texts(arguments)("privacy.unknown_organisation", given=given))
    return found.id


def take_along(arguments: argparse.Namespace) -> int:
    """All data of one organisation, as JSON; with `--files` its evidence files too, in an empty or new folder."""
    from impactmeter.domain.permission import OPERATOR
    from impactmeter.services.evidence_files import all_files_of
    from impactmeter.services.privacy import everything_of

    store = _existing_store(arguments)
    organisation_id = _organisation_named(arguments, store)
    if arguments.files:
        folder = Path(arguments.files)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise WrongUse(_texts(arguments)("cli.target_exists", file=folder))
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in all_files_of(store, OPERATOR, organisation_id):
            (folder / f"{file.id}.{file.kind.value}").write_bytes(content)
    _print_json(everything_of(store, OPERATOR, organisation_id))
    return DONE


def erase(arguments: argparse.Namespace) -> int:
    """Erases one organisation for good, with its people and what the trail says of them."""
    from impactmeter.domain.message import Refused
    from impactmeter.domain.permission import OPERATOR
    from impactmeter.services.privacy import erase_organisation

    store = _existing_store(arguments)
    try:
        erased = erase_organisation(store, OPERATOR, _organisation_named(arguments, store), arguments.reason)
    except Refused as refused:
        raise WrongUse(_texts(arguments).of(refused.messages[0])) from None
    key = "privacy.erased" if erased.is_swept else "privacy.erased_not_swept"
    _say_done(arguments, {"rows": sum(erased.rows.values()), "tables": erased.rows}, key)
    return DONE


def retain(arguments: argparse.Namespace) -> int:
    """Takes away what was kept long enough."""
    from impactmeter.domain.permission import OPERATOR
    from impactmeter.services.privacy import keep_to_retention

    store, pack = _existing_store(arguments), _catalogue(arguments).home_municipality
    gone = keep_to_retention(store, OPERATOR, pack.retention if pack else None)
    _say_done(arguments, {"rows": sum(gone.values()), "tables": gone}, "privacy.retained")
    return DONE


def remind(arguments: argparse.Namespace) -> int:
    """Reminds of what is due soon or late, once per due date, and mails what waits when a mail server is named."""
    from impactmeter.domain.permission import OPERATOR
    from impactmeter.services.reminding import remind as tell_everybody
    from impactmeter.web.mail import BadMailSettings, mail_settings, send_all_waiting

    store = _existing_store(arguments)
    try:
        settings = mail_settings()
    except BadMailSettings as bad:
        raise WrongUse(_texts(arguments)("cli.bad_mail_setting", name=str(bad))) from None
    told = tell_everybody(store, OPERATOR, _catalogue(arguments))
    mailed = send_all_waiting(store, settings).sent if settings else 0
    facts = {"organisations": told.organisations, "notices": told.notices, "mailed": mailed}
    _say_done(arguments, facts, "cli.reminded")
    return DONE


def _say_problems(arguments: argparse.Namespace, problems: list[str], key: str, **facts: str) -> int:
    if arguments.json:
        _print_json({"problems": problems, **facts})
    else:
        for problem in problems:
            print(problem)
        if not problems:
            print(_texts(arguments)(key, **facts))
    return REFUSED if problems else DONE


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--data", default=os.environ.get("IMPACTMETER_DATA", "./data"), help="the data folder")
    shared.add_argument("--json", action="store_true", help="print JSON and nothing else")
    shared.add_argument("--language", choices=("nl", "en"), default=os.environ.get("IMPACTMETER_LANGUAGE", "nl"))
    shared.add_argument("--municipality", help="the municipality pack to serve: its file name")
    parser = argparse.ArgumentParser(prog="impactmeter", description="Measure what impact entrepreneurs achieve.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True)

    def command(name: str, run: Callable[[argparse.Namespace], int], words: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, parents=[shared], help=words)
        added.set_defaults(run=run)
        return added

    served = command("serve", serve, "start the application")
    served.add_argument("--host", default="127.0.0.1")
    served.add_argument("--port", type=int, default=8501)
    served.add_argument("--demo", action="store_true", help="on a throw-away copy with examples")
    command("check", check, "all findings in the content").add_argument("folder", nargs="?")
    command("catalogue", catalogue, "every indicator")
    imported = command("import", import_file, "read a tidy table")
    imported.add_argument("file")
    imported.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
    imported.add_argument("--partial", action="store_true", help="write the good rows of a file with bad ones")
    imported.add_argument("--status", choices=("approved",), help="approve every row that is not refused or in doubt")
    exported = command("export", export, "write the tidy table, or another format")
    exported.add_argument("format", choices=("tidy", "xlsx", "cids", "xlsform", "dossier"))
    exported.add_argument("--out")
    cities = command("city", city, "the city figures")
    cities.add_argument("--period", required=True)
    cities.add_argument("--by", choices=("neighbourhood",))
    cities.add_argument("--internal", action="store_true", help="raw, for the operator")
    command("validate", validate, "is this file good").add_argument("file")
    command("backup", backup, "a copy that verifies").add_argument("--out", required=True)
    command("restore", restore, "put a backup in an empty folder").add_argument("file")
    command("verify", verify, "is the store whole")
    taken = command("take-along", take_along, "all data of one organisation, as JSON")
    taken.add_argument("organisation", help="its KvK number or name")
    taken.add_argument("--files", help="an empty folder for its evidence files, each named by its id")
    erased = command("erase", erase, "erase one organisation for good")
    erased.add_argument("organisation", help="its KvK number or name")
    erased.add_argument("--reason", required=True, help="why, for instance the number of the request")
    command("remind", remind, "tell everybody what is due soon or late, once")
    command("retain", retain, "take away what was kept long enough")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; gives its exit code."""
    parsed = _parser().parse_args(arguments)
    try:
        return int(parsed.run(parsed))
    except WrongUse as wrong:
        print(wrong, file=sys.stderr)
        return WRONG_USE


if __name__ == "__main__":
    raise SystemExit(main())
