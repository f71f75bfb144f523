"""A filled form as PDF: drawn from its layout, or listed cell by cell when the layout is not ours."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.errors import FileProblem
from app.reports.forms.form import Form, Value
from app.reports.forms.layout_pdf import draw_layout, page_size
from app.reports.forms.layouts.all import layout_of
from app.reports.forms.listing_pdf import NOTE, draw_listing
from app.reports.output import write_whole
from app.reports.papers import fonts


def write_form_pdf(
    path: Path,
    form: Form,
    values: Mapping[str, Value],
    period_label: str,
    *,
    practice: bool,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Write `form` with `values` (by input name) as PDF; the same input gives the same bytes."""
    pdf = form_pdf(form, values, period_label, practice=practice)
    place_pdf(path, pdf, pause=pause)


def place_pdf(path: Path, pdf: bytes, *, pause: Callable[[float], None] = time.sleep) -> None:
    """Put a finished PDF in its place."""
    if path.suffix.lower() != ".pdf":
        raise FileProblem(
            f"「{path.name}」には書き出せません。何も書き出していません。"
            "名前の終わりを .pdf にしてください。",
            where=path.name,
        )
    write_whole(path, pdf, _complete, pause=pause)


def form_pdf(form: Form, values: Mapping[str, Value], period: str, *, practice: bool) -> bytes:
    """`form` with `values` (by input name) as PDF; the same input gives the same bytes."""
    fonts.register()
    layout = None if form.registered else layout_of(form.id)
    buffer = io.BytesIO()
    canvas = Canvas(
        buffer,
        pagesize=A4 if layout is None else page_size(layout),
        initialFontName=fonts.REGULAR,
        invariant=1,
    )
    canvas.setTitle(f"{form.title if layout is None else layout.title} {period}")
    canvas.setAuthor("")
    canvas.setCreator("")
    canvas.setSubject(NOTE if layout is None else layout.line)
    if layout is None:
        draw_listing(canvas, form, values, period, practice=practice)
    else:
        draw_layout(canvas, layout, values, practice=practice)
    canvas.save()
    return buffer.getvalue()


def _complete(draft: Path) -> None:
    written = draft.read_bytes()
    if not written.startswith(b"%PDF-") or b"%%EOF" not in written[-64:]:
        raise OSError(f"incomplete PDF of {len(written)} bytes")
