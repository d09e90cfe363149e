"""The pieces of a page of HTML that is a document: for a screen and for paper. Every text given is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{style}
</head>
<body>
<a class="skip" href="#inhoud">{skip}</a>
<main id="inhoud" tabindex="-1">
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""


def whole_page(*, language: str, title: str, skip: str, style: str, body: Iterable[str]) -> str:
    """The document. `style` is the element with the style sheet; `body` is HTML already."""
    return _PAGE.format(
        language=language, title=escape(title), style=style, skip=escape(skip), body="\n".join(filter(None, body))
    )


def p(text: str, kind: str = "") -> str:
    return f'<p class="{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def paragraphs(text: str) -> str:
    """What somebody wrote, paragraph by paragraph; nothing when nothing was written."""
    return "".join(p(line.strip()) for line in text.split("\n") if line.strip())


def heading(text: str, level: int = 3) -> str:
    return f"<h{level}>{escape(text)}</h{level}>"


def section(title: str, *parts: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f"<section{named}>\n{heading(title, 2)}\n{''.join(parts)}\n</section>"


def bullets(lines: Iterable[str]) -> str:
    listed = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<ul>{listed}</ul>" if listed else ""


def terms(pairs: Mapping[str, str]) -> str:
    """Names with what they stand for; what is empty is left out."""
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in pairs.items() if text)
    return f"<dl>{listed}</dl>" if listed else ""


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose first column names its rows. On a narrow screen each cell says its column again."""
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "".join(_row(heads, row) for row in rows)
    named = f"<caption>{escape(caption)}</caption>"
    return f'<div class="wide"><table>{named}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _row(heads: Sequence[str], row: Sequence[str]) -> str:
    cells = "".join(
        f'<td data-label="{escape(head)}">{escape(cell)}</td>' for head, cell in zip(heads[1:], row[1:], strict=True)
    )
    return f'<tr><th scope="row">{escape(row[0])}</th>{cells}</tr>'
