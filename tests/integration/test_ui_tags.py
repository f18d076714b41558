"""The parts that pages are built of: what each shows, what it refuses, how numbers and dates are written."""

import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Engine, Template, TemplateSyntaxError
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.utils.safestring import mark_safe
from django.utils.translation import override

from p2wkss.formats import rupiah_short
from p2wkss.forms import Conflict
from p2wkss.icons import ICONS

FOUR = ("dasar", "lanjutan", "dukungan", "inovasi")


def render(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        (Decimal("87.405"), "87,41", "87.41"),
        ("87.4049", "87,40", "87.40"),
        (Fraction(2, 3), "0,67", "0.67"),
        (2.675, "2,68", "2.68"),
        (-0.005, "-0,01", "-0.01"),
        (1234, "1.234,00", "1,234.00"),
        (0, "0,00", "0.00"),
        (None, "–", "–"),
        ("", "–", "–"),
    ],
)
def test_score_is_rounded_half_up_and_localised(value: Any, indonesian: str, english: str) -> None:
    with override("id"):
        assert render("{{ value|score }}", value=value) == indonesian
    with override("en"):
        assert render("{{ value|score }}", value=value) == english


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (None, "–"),
        (0, "Rp0"),
        (999_000, "Rp999.000"),
        (1_250_000, "Rp1,25 jt"),
        (12_340_000, "Rp12,3 jt"),
        (350_000_000, "Rp350 jt"),
        (999_999_999, "Rp1 M"),
        (1_250_000_000, "Rp1,25 M"),
        (10_000_000_000_000, "Rp10 T"),
        (-2_500_000, "-Rp2.500.000"),
    ],
)
def test_amounts_in_three_figures(amount: int | None, written: str) -> None:
    assert rupiah_short(amount) == written.replace(" ", "\N{NO-BREAK SPACE}")


@pytest.mark.parametrize(
    ("value", "number", "rupiah"),
    [(1500000, "1.500.000", "Rp1.500.000"), (-1200, "-1.200", "-Rp1.200"), (0, "0", "Rp0"), (None, "–", "–")],
)
def test_number_and_rupiah(value: int | None, number: str, rupiah: str) -> None:
    with override("id"):
        assert render("{{ value|number }} {{ value|rupiah }}", value=value) == f"{number} {rupiah}"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (datetime.date(2019, 10, 11), "Jumat, 11 Oktober 2019"),
        (datetime.datetime(2019, 10, 10, 18, tzinfo=datetime.UTC), "Jumat, 11 Oktober 2019"),
        (None, "–"),
    ],
)
def test_longdate(value: datetime.date | None, words: str) -> None:
    with override("id"):
        assert render("{{ value|longdate }}", value=value) == words


@pytest.mark.parametrize(
    "source",
    [
        '{% badge "good" word="a" colour="red" %}',
        '{% badge "fine" "a" %}',
        '{% notice "fine" "a" %}{% endnotice %}',
        '{% icon "unicorn" %}',
        '{% card titel="a" %}{% endcard %}',
        '{% page_head "a" leed="b" %}{% endpage_head %}',
        "{% steps items %}",
        '{% progress 1 2 "a" width=3 %}',
    ],
)
def test_misspelt_arguments_and_unknown_words_are_refused(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        render(source, items=[("a", "finished")])


@pytest.mark.parametrize("name", sorted(ICONS))
def test_every_icon_is_hidden_from_screen_readers(name: str) -> None:
    assert 'aria-hidden="true"' in render("{% icon name %}", name=name)


@pytest.mark.parametrize("state", ["good", "attention", "problem", "neutral"])
def test_a_state_is_icon_and_word(state: str) -> None:
    html = render('{% badge state "Terkunci" %}', state=state)
    assert "<svg" in html and "Terkunci" in html


def test_blocks_escape_what_was_typed_and_keep_markup() -> None:
    source = "{% notice 'good' title %}<p>{{ text }}</p>{% endnotice %}{% card title=title %}<b>x</b>{% endcard %}"
    html = render(source, title="<i>", text="<script>")
    assert "<p>&lt;script&gt;</p>" in html and "<b>x</b>" in html and "&lt;i&gt;" in html
    assert "<script>" not in html and "<i>" not in html


def test_page_head_leaves_out_what_is_not_given() -> None:
    html = render('{% page_head "Desa" %}{% endpage_head %}')
    assert "<h1>Desa</h1>" in html and "lead" not in html and "page-actions" not in html
    assert "page-actions" in render('{% page_head "Desa" lead="x" %}<a href="/">y</a>{% endpage_head %}')


def test_breadcrumbs_mark_the_last() -> None:
    html = render('{% crumb_trail "Banten" "/" "Serang" "" "Kamurang" %}')
    assert '<a href="/">Banten</a>' in html and "<span>Serang</span>" in html
    assert '<span aria-current="page">Kamurang</span>' in html


def test_empty_state_offers_a_step_only_when_there_is_one() -> None:
    assert 'href="/x"' in render('{% empty_state "a" "b" "/x" "c" %}')
    assert "<a" not in render('{% empty_state "a" "b" %}')


@pytest.mark.parametrize(
    ("value", "maximum", "width"), [(0, 0, "0.00"), (1, 3, "33.33"), (41, 100, "41.00"), (9, 4, "100.00")]
)
def test_progress_draws_its_share(value: int, maximum: int, width: str) -> None:
    with override("id"):
        html = render('{% progress value maximum "Survei" %}', value=value, maximum=maximum)
    assert f'class="bar-fill" width="{width}"' in html and f"{value}/{maximum}" in html


def test_dots_show_each_step() -> None:
    html = render('{% dots 7 12 "Tahap" %}')
    assert html.count("dot-done") == 7 and html.count("dot-open") == 5 and "7/12" in html


def test_steps_say_their_state_in_words() -> None:
    html = render("{% steps items %}", items=[("Survei", "done", "/a"), ("Rapat", "current"), ("Nilai", "todo")])
    assert '<a href="/a">Survei</a>' in html and 'aria-current="step"' in html
    assert all(word in html for word in ("selesai", "berjalan", "belum"))


def test_component_bar_tells_none_from_zero() -> None:
    with override("id"):
        none = render("{% component_bar 'dasar' 'Dasar' none 40 %}", none=None)
        zero = render("{% component_bar 'dasar' 'Dasar' '0' '12.5' %}")
    assert "belum dinilai" in none and "bobot 40" in none
    assert "belum dinilai" not in zero and "0,00" in zero and "bobot 12,50" in zero


def test_an_unknown_component_has_a_colour_too() -> None:
    assert "component-other" in render("{% component_bar 'berkas' 'Berkas' '50' 60 %}")


def test_score_stack_puts_the_parts_end_to_end() -> None:
    parts = [{"code": code, "score": "50", "weight": 25, "weighted": "12.5"} for code in FOUR]
    parts[3]["weighted"] = None
    with override("id"):
        html = render("{% score_stack parts %}", parts=parts)
    assert [f'x="{x}" width="12.50"' in html for x in ("0.00", "12.50", "25.00")] == [True] * 3
    assert 'x="37.50" width="0.00"' in html
    assert 'aria-label="Dasar 12,50 dari 25; Lanjutan 12,50' in html


def test_score_stack_reads_objects_and_their_own_names() -> None:
    part = SimpleNamespace(code="berkas", name="Berkas", score="50", weight="60", weighted="30")
    assert 'aria-label="Berkas' in render("{% score_stack parts %}", parts=[part])


def test_drawn_rows_fill_in_and_escape_each_row() -> None:
    rows = [{"rank": "1", "name": "<b> {rank}"}, {"rank": "2", "name": mark_safe("<i>ours</i>")}]
    pattern = "{% autoescape on %}<td>{{ here }}</td><td>{rank} {name}</td>{% endautoescape %}"
    with patch("p2wkss.templatetags.ui.render_to_string", lambda _name, context: render(pattern, here=context["here"])):
        html = render("{% drawn_rows 'row.html' rows %}", rows=rows, here="A & B")
    assert html == ("<td>A &amp; B</td><td>1 &lt;b&gt; {rank}</td><td>A &amp; B</td><td>2 <i>ours</i></td>")


def test_component_key_names_each_colour_with_its_weight() -> None:
    with override("id"):
        html = render("{% component_key parts %}", parts=[{"code": code, "weight": "25"} for code in FOUR])
    assert [f'<li class="component-{code}">' in html for code in FOUR] == [True] * 4
    assert html.count("bobot 25") == 4 and "Lanjutan" in html


def test_every_table_of_cards_stands_in_the_wrap_whose_width_it_asks() -> None:
    folder = Path(get_template("base.html").origin.name).parent
    pages = {page: page.read_text() for page in folder.rglob("*.html")}
    tables = {page: text.split("table-cards")[:-1] for page, text in pages.items() if "table-cards" in text}
    assert len(tables) > 10
    for page, before in tables.items():
        assert all('class="table-wrap' in part[part.rfind("<div") :] for part in before), page


def page_links(query: str, number: int, count: int) -> str:
    request = RequestFactory().get(f"/{query}")
    return render("{% pagination page %}", request=request, page=Paginator(range(count), 10).page(number))


def test_pagination_keeps_the_query_and_is_silent_for_one_page() -> None:
    html = page_links("?cari=desa&page=5", 5, 100)
    assert 'href="?cari=desa&amp;page=4"' in html and 'href="?cari=desa&amp;page=6"' in html
    assert html.count('aria-current="page"') == 1 and "…" in html
    assert page_links("", 1, 3).strip() == ""


class FamilyForm(forms.Form):
    """A small form with each kind of field that the summary must reach."""

    name = forms.CharField(label="Nama")
    sex = forms.ChoiceField(label="Jenis kelamin", choices=[("p", "Perempuan")], widget=forms.RadioSelect)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> None:
        self.add_error(None, "Sudah tercatat.")


def test_error_summary_links_to_each_field() -> None:
    html = render("{% error_summary form %}", form=FamilyForm({}))
    assert 'href="#id_name"' in html and 'href="#div_id_sex"' in html
    assert "Sudah tercatat." in html and html.count("<li>") == 4 and html.count("href=") == 2


def test_error_summary_is_silent_before_anything_is_sent() -> None:
    assert render("{% error_summary form %}", form=FamilyForm()).strip() == ""


def test_conflict_shows_both_values() -> None:
    form = SimpleNamespace(conflicts=[Conflict("Nama", "Siti", "Siti A"), Conflict("RT", "", "03")])
    html = render_to_string("components/conflict.html", {"form": form})
    assert "Siti A" in html and "–" in html
    assert render_to_string("components/conflict.html", {"form": SimpleNamespace(conflicts=[])}).strip() == ""


def test_answer_row_offers_not_applicable_only_where_allowed() -> None:
    html = render("{% answer_row 1 'Makan' 'q1' value='t' %}")
    assert html.count('type="radio"') == 2 and html.count("checked") == 1 and 'value="t"' in html
    wide = render("{% answer_row 5 'KB' 'q5' value='-' allows_not_applicable=True error='Pilih.' %}")
    assert wide.count('type="radio"') == 3 and "checked" not in wide and 'id="error_q5"' in wide


LEVELS = [
    SimpleNamespace(value=Decimal("0"), text="Tidak ada"),
    SimpleNamespace(value=Decimal("2.50"), text="Cukup"),
]


@pytest.mark.parametrize(
    ("value", "checked"),
    [
        (None, None),
        ("", None),
        ("0", "0"),
        (Decimal("0"), "0"),
        (Decimal("2.5"), "2.5"),
        ("na", "na"),
        ("<bad", None),
    ],
)
def test_level_row_marks_what_was_chosen(value: Any, checked: str | None) -> None:
    source = "{% level_row 'D1' 'SK' levels 'mark_D1' value=value allows_not_applicable=True %}"
    html = render(source, levels=LEVELS, value=value)
    chosen = [tag for tag in html.split("<input")[1:] if " checked" in tag.split(">")[0]]
    assert [f'value="{checked}"' in tag for tag in chosen] == ([True] if checked else [])


def test_level_row_asks_for_a_reason_only_where_not_applicable_is_allowed() -> None:
    assert 'name="mark_D1_reason"' not in render("{% level_row 'D1' 'SK' levels 'mark_D1' %}", levels=LEVELS)
    source = "{% level_row 'D1' 'SK' levels 'mark_D1' note='x' evidence='SK' allows_not_applicable=True %}"
    html = render(source, levels=LEVELS)
    assert 'name="mark_D1_reason"' in html and 'name="mark_D1_note"' in html and "SK" in html


def test_no_component_styles_or_scripts_inline() -> None:
    for template_dir in Engine.get_default().dirs:
        for path in Path(template_dir).rglob("*.html"):
            if "reports" not in path.parts:
                text = path.read_text()
                assert ' style="' not in text and "<style" not in text and " onclick=" not in text, path


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_the_last_pages_need_no_context(name: str, settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    assert "<h1>" in get_template(name).render()
