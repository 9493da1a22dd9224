"""The pages of a shop, on a host of its own, with the widget of a desk on another: strict, or as a page likes."""

from __future__ import annotations

from dataclasses import dataclass, field
from string import Template

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

PAGE = Template("""<!doctype html>
<html lang="$lang" dir="$dir">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Boulangerie Lumière</title>$head</head>
<body><header><a href="/">Boulangerie Lumière</a></header>
<main><h1>Du pain, tous les jours</h1><p>Une page ordinaire, avec <a href="/other">un lien</a>.</p>
<button type="button">Un bouton de la page</button>$body</main></body></html>""")

STRICT = (
    "default-src 'none'; script-src {desk}; connect-src {desk}; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
"""As strict as a page can be: no inline style, no inline script, no markup from strings at all."""


@dataclass
class Pages:
    """What the pages look like; a test changes it before it opens one."""

    desk: str = ""
    lang: str = "fr"
    dir: str = "ltr"
    attributes: dict[str, str] = field(
        default_factory=lambda: {"data-frontdesk": "pk_test", "data-establishment": "b-1"}
    )
    body: str = ""
    head: str = ""
    strict: bool = True

    @property
    def script(self) -> str:
        """The tag that brings the widget."""
        attributes = "".join(f' {name}="{value}"' for name, value in self.attributes.items())
        return f'<script src="{self.desk}/widget.js"{attributes} async></script>'

    def app(self) -> Starlette:
        """The shop's host."""
        return Starlette(routes=[Route("/favicon.ico", _nothing), Route("/{path:path}", self._page)])

    async def _page(self, request: Request) -> Response:
        text = PAGE.substitute(lang=self.lang, dir=self.dir, head=self.head + self.script, body=self.body)
        headers = {"Content-Security-Policy": STRICT.format(desk=self.desk)} if self.strict else {}
        return HTMLResponse(text, headers=headers)


async def _nothing(request: Request) -> Response:
    return Response(status_code=204)
