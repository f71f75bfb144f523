"""How forms are called on screen."""

from __future__ import annotations

from app.reports.forms.form import Form, Origin

ORIGINS = {
    Origin.BUILT_IN: "当センター独自の様式",
    Origin.SAMPLE: "見本の様式（公式のものではありません）",
    Origin.REGISTERED: "登録した様式",
}
_FAMILY = "地域生活定着促進事業"


def short_title(title: str) -> str:
    """A form's title without the words that every form begins with."""
    return title.removeprefix(_FAMILY).strip()


def form_words(form: Form) -> str:
    """The short title of a form."""
    return short_title(form.title)


def origin_words(form: Form) -> str:
    """Whose form it is, and which edition."""
    return f"{'公式の様式' if form.official else ORIGINS[form.origin]}　{form.edition}"
