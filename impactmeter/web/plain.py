"""Plain pages: HTML made on the server, that works without a script. Whatever somebody typed is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse

from impactmeter.domain.message import Message
from impactmeter.texts import LANGUAGES, Texts
from impactmeter.web import cookies

_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – {product}</title>
<link rel="icon" type="image/svg+xml" href="/favicon.ico">
<link rel="stylesheet" href="/static-own/style.css">
</head>
<body>
<a class="skip" href="#inhoud">{skip}</a>
<header><a class="brand" href="/"><img src="/favicon.ico" alt="">{product}</a>{languages}</header>
<main id="inhoud" tabindex="-1">
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""


@dataclass(frozen=True)
class Html:
    """Text that is HTML already. Everything else is escaped by `h`."""

    text: str

    def __str__(self) -> str:
        return self.text


def h(value: object) -> str:
    """Anything as HTML: what is HTML already stays, the rest is escaped."""
    return value.text if isinstance(value, Html) else escape(str(value))


def join(parts: Iterable[Html]) -> Html:
    return Html("\n".join(part.text for part in parts))


def paragraph(text: object, kind: str = "") -> Html:
    return Html(f'<p class="{kind}">{h(text)}</p>' if kind else f"<p>{h(text)}</p>")


def heading(text: str) -> Html:
    return Html(f"<h2>{h(text)}</h2>")


def card(*parts: Html) -> Html:
    return Html(f'<div class="card">{join(parts)}</div>')


def alert(*texts: str) -> Html:
    """What went wrong, read out at once by a screen reader."""
    return Html(f'<div class="alert" role="alert">{join(paragraph(text) for text in texts)}</div>')


def good(*texts: str) -> Html:
    """What went well, read out when there is time."""
    return Html(f'<div class="good" role="status">{join(paragraph(text) for text in texts)}</div>')


def link_button(text: str, address: str) -> Html:
    return Html(f'<p><a class="button" href="{h(address)}">{h(text)}</a></p>')


def field(
    name: str,
    label: str,
    *,
    value: str = "",
    hint: str = "",
    wrong: str = "",
    kind: str = "text",
    autocomplete: str = "off",
    needed: bool = True,
) -> Html:
    """One field with its label, its hint and what is wrong with it; the last two are tied to it for a reader."""
    described = " ".join(f"{name}-{what}" for what, text in (("wrong", wrong), ("hint", hint)) if text)
    more = " required" if needed else ""
    more += f' aria-describedby="{described}"' if described else ""
    more += ' aria-invalid="true"' if wrong else ""
    more += f' value="{h(value)}"' if value else ""
    more += ' autocapitalize="none" spellcheck="false"' if kind == "text" and autocomplete == "username" else ""
    return Html(
        f'<div class="field"><label for="{name}">{h(label)}</label>'
        + (f'<p class="hint" id="{name}-hint">{h(hint)}</p>' if hint else "")
        + (f'<p class="wrong" id="{name}-wrong">{h(wrong)}</p>' if wrong else "")
        + f'<input type="{kind}" id="{name}" name="{name}" autocomplete="{autocomplete}"{more}></div>'
    )


def area(name: str, label: str, *, value: str = "", hint: str = "", wrong: str = "", longest: int) -> Html:
    """A field of several lines, with its label, hint and what is wrong tied to it as in `field`."""
    described = " ".join(f"{name}-{what}" for what, text in (("wrong", wrong), ("hint", hint)) if text)
    more = f' aria-describedby="{described}"' if described else ""
    more += ' aria-invalid="true"' if wrong else ""
    return Html(
        f'<div class="field"><label for="{name}">{h(label)}</label>'
        + (f'<p class="hint" id="{name}-hint">{h(hint)}</p>' if hint else "")
        + (f'<p class="wrong" id="{name}-wrong">{h(wrong)}</p>' if wrong else "")
        + f'<textarea id="{name}" name="{name}" rows="6" maxlength="{longest}" required{more}>\n'
        + f"{h(value)}</textarea></div>"
    )


def hidden(name: str, value: str) -> Html:
    return Html(f'<input type="hidden" name="{name}" value="{h(value)}">')


def form(request: Request, address: str, *parts: Html, kind: str = "application/x-www-form-urlencoded") -> Html:
    """A form that is sent to an address of ours, with the sign that it is ours."""
    return Html(
        f'<form method="post" action="{h(address)}" enctype="{kind}" novalidate>'
        f"{sign_field(request)}{join(parts)}</form>"
    )


def sign_field(request: Request) -> Html:
    return hidden(cookies.CSRF_FIELD, cookies.form_sign(request.cookies, form_cookie_of(request)))


def form_cookie_of(request: Request) -> str:
    """This browser's form cookie, or the one that the answer to this request will set."""
    if cookies.CSRF in request.cookies:
        return request.cookies[cookies.CSRF]
    if not hasattr(request.state, "new_form_cookie"):
        request.state.new_form_cookie = cookies.new_form_cookie()
    return str(request.state.new_form_cookie)


def is_secure(request: Request) -> bool:
    """Whether the visitor came by https. Behind a proxy uvicorn has set the scheme from what the proxy said."""
    return request.url.scheme == "https"


def page(request: Request, texts: Texts, title: str, *parts: Html, status: int = 200) -> HTMLResponse:
    """A whole page, with the switch to the other language."""
    content = _PAGE.format(
        language=texts.language,
        title=h(title),
        product=h(texts("ui.product")),
        skip=h(texts("sign_in.to_content")),
        languages=_language_switch(request, texts),
        body=join(parts),
    )
    response = HTMLResponse(content, status_code=status, headers={"Cache-Control": "no-store"})
    if hasattr(request.state, "new_form_cookie"):
        line = cookies.set_cookie(cookies.CSRF, request.state.new_form_cookie, secure=is_secure(request))
        response.headers.append("Set-Cookie", line)
    return response


def _language_switch(request: Request, texts: Texts) -> Html:
    others = [code for code in LANGUAGES if code != texts.language]
    buttons = "".join(
        f'<button class="quiet" name="language" value="{code}" lang="{code}">'
        f"{h(texts(f'sign_in.in_language.{code}'))}</button>"
        for code in others
    )
    here = request.url.path if request.method == "GET" else "/aanmelden"
    query = f"?{request.url.query}" if request.url.query and request.method == "GET" else ""
    return form(request, "/taal", hidden("next", here + query), Html(buttons))


def wrongs_by_field(messages: Iterable[Message], texts: Texts) -> dict[str | None, str]:
    """What is wrong, in words, by the field it is about."""
    found: dict[str | None, list[str]] = {}
    for message in messages:
        found.setdefault(message.field, []).append(texts.of(message))
    return {name: " ".join(sentences) for name, sentences in found.items()}
