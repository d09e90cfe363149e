"""Mail: the notices somebody wants by mail, through the SMTP server the operator configured.

A notice is claimed in the store before it is sent, so that two senders never mail the same one; after an interruption
it stays claimed and is not sent again. Nothing personal stands in the subject, no name and no figure in the text: who
wants to know more signs in.
"""

from __future__ import annotations

import os
import smtplib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from urllib.parse import unquote, urlsplit

from impactmeter.domain.notice import MailState, Notice
from impactmeter.domain.permission import OPERATOR
from impactmeter.storage.store import Store
from impactmeter.texts import Texts, texts_in

_PATIENCE = 20
EVERY_SECONDS = 30


class BadMailSettings(ValueError):
    """The address of the SMTP server cannot be read."""


@dataclass(frozen=True)
class MailSettings:
    """The SMTP server, who the mail is from, and the public address of the application, for the link."""

    host: str
    port: int
    sender: str
    application: str
    user: str = ""
    password: str = ""
    security: str = "starttls"
    """`starttls`, `tls` from the first byte on, or `none` for a server on the same machine."""


def mail_settings() -> MailSettings | None:
    """What stands in `IMPACTMETER_SMTP` (`smtp[s]://user:password@host:port`, or `smtp+plain://…` without encryption),
    `IMPACTMETER_MAIL_FROM` and `IMPACTMETER_ADDRESS`; None when no server is named: then nothing is mailed.

    Raises `BadMailSettings` when a server is named and something else is missing.
    """
    url = os.environ.get("IMPACTMETER_SMTP", "")
    if not url:
        return None
    securities = {"smtp": "starttls", "smtps": "tls", "smtp+plain": "none"}
    try:
        parts = urlsplit(url)
        port = parts.port or (465 if parts.scheme == "smtps" else 587)
        security = securities[parts.scheme]
    except (ValueError, KeyError):
        raise BadMailSettings("IMPACTMETER_SMTP") from None
    sender, application = os.environ.get("IMPACTMETER_MAIL_FROM", ""), os.environ.get("IMPACTMETER_ADDRESS", "")
    for name, value in (("IMPACTMETER_MAIL_FROM", sender), ("IMPACTMETER_ADDRESS", application)):
        if not value or any(sign in value for sign in "\r\n"):
            raise BadMailSettings(name)
    if not parts.hostname:
        raise BadMailSettings("IMPACTMETER_SMTP")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailSettings(parts.hostname, port, sender, application.rstrip("/"), user, password, security)


def compose(notice: Notice, address: str, settings: MailSettings, texts: Texts) -> EmailMessage:
    """The mail about a notice: what sort of thing happened and where to look, as plain text and as HTML."""
    subject = texts(f"notice.subject.{notice.kind.value}")
    link = f"{settings.application}/berichten"
    hello, where, why = (texts(f"notice.{key}") for key in ("mail_hello", "mail_where", "mail_why_you"))
    mail = EmailMessage()
    mail["From"], mail["To"] = settings.sender, address
    mail["Subject"] = f"{texts('ui.product')}: {subject}"
    mail["Message-ID"] = f"<{notice.id}@{urlsplit(settings.application).hostname or 'impactmeter'}>"
    mail["Date"] = format_datetime(datetime.fromisoformat(notice.at))
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = texts.language
    mail.set_content(f"{hello}\n\n{subject}.\n\n{where}\n{link}\n\n-- \n{why}\n")
    mail.add_alternative(
        f'<!doctype html><html lang="{texts.language}"><head><meta charset="utf-8"><title>{escape(subject)}</title>'
        f"</head><body><p>{escape(hello)}</p><p>{escape(subject)}.</p><p>{escape(where)}<br>"
        f'<a href="{escape(link)}">{escape(link)}</a></p><hr><p>{escape(why)}</p></body></html>',
        subtype="html",
    )
    return mail


@contextmanager
def _connection(settings: MailSettings) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    if settings.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(settings.host, settings.port, timeout=_PATIENCE, context=context)
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=_PATIENCE)
    with server:
        if settings.security == "starttls":
            server.starttls(context=context)
        if settings.user:
            server.login(settings.user, settings.password)
        yield server


@dataclass(frozen=True)
class Delivery:
    sent: int = 0
    refused: int = 0
    postponed: int = 0
    """What stays waiting, because the server was not there or said *later*."""


def send_waiting(store: Store, settings: MailSettings) -> Delivery:
    """Sends what waits, in the language of each account; says how that went. Never sends a notice twice."""
    with store.read() as records:
        waiting = records.notices_to_mail()
    if not waiting:
        return Delivery()
    sent = refused = postponed = 0
    try:
        with _connection(settings) as server:
            for notice in waiting:
                became = _send_one(store, settings, server, notice)
                sent += became is MailState.SENT
                refused += became is MailState.REFUSED
                postponed += became is MailState.WAITING
    except (OSError, smtplib.SMTPException):  # nothing that was claimed is lost: `_send_one` settled each
        postponed = len(waiting) - sent - refused
    return Delivery(sent, refused, postponed)


def send_all_waiting(store: Store, settings: MailSettings) -> Delivery:
    """Sends until nothing waits or the server says *later*; for a command that does not come back in half a minute."""
    sent = refused = 0
    while True:
        last = send_waiting(store, settings)
        sent, refused = sent + last.sent, refused + last.refused
        if last.postponed or not (last.sent or last.refused):
            return Delivery(sent, refused, last.postponed)


def _send_one(store: Store, settings: MailSettings, server: smtplib.SMTP, notice: Notice) -> MailState | None:
    """Claims one notice, sends it, and writes down what became of it. None when somebody else has it.

    Back to waiting only when the server said so itself: a connection that broke may have delivered.
    """
    with store.change(OPERATOR) as change:
        account = change.account(notice.account_id)
        choice = change.notice_choice(notice.account_id)
        if account is None or not account.is_active or not choice.wants_mail(notice.kind):
            change.move_mail(notice, MailState.WAITING, MailState.NO)
            return None
        if not change.move_mail(notice, MailState.WAITING, MailState.CLAIMED):
            return None
    try:
        server.send_message(compose(notice, choice.address, settings, texts_in(account.language)))
        became = MailState.SENT
    except smtplib.SMTPRecipientsRefused as problem:
        codes = [code for code, _ in problem.recipients.values()]
        became = MailState.WAITING if all(400 <= code < 500 for code in codes) else MailState.REFUSED
    except smtplib.SMTPResponseException as problem:
        became = MailState.WAITING if 400 <= problem.smtp_code < 500 else MailState.REFUSED
    with store.change(OPERATOR) as change:
        change.move_mail(notice, MailState.CLAIMED, became)
    return became


@contextmanager
def postman(store: Store, settings: MailSettings | None) -> Iterator[None]:
    """Sends what waits every half minute, beside the server, until it stops. Nothing without settings."""
    if settings is None:
        yield
        return
    stop = threading.Event()

    def rounds() -> None:
        while not stop.wait(EVERY_SECONDS):
            send_waiting(store, settings)

    thread = threading.Thread(target=rounds, name="postman", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=_PATIENCE + 5)
