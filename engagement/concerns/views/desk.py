"""The desk of a station: what waits, and one concern at work."""

from datetime import date, datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.concerns import alike as likely
from engagement.concerns import custody, permissions, queries, saved, support, taxonomy
from engagement.concerns.actions import desk as actions
from engagement.concerns.actions import higher
from engagement.concerns.clocks import stands
from engagement.concerns.forms import (
    ClockForm,
    FileForm,
    MisplaceForm,
    OwnForm,
    ReferForm,
    ReviewForm,
    TriageForm,
    WordForm,
    offer,
)
from engagement.concerns.models import Concern
from engagement.concerns.rules import (
    AT_WORK,
    LANE_WORDS,
    OPEN_LANE_WORDS,
    OPEN_LANES,
    STATE_WORDS,
    Lane,
    State,
    links,
)
from engagement.concerns.views import alike, answering, attaching, talk
from engagement.concerns.views.routes import blueprint, private
from engagement.dialogue.rules import language_of
from engagement.kernel import clock, codes
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.database import unit
from engagement.kernel.form_base import Form
from engagement.kernel.locale import current
from engagement.kernel.pages import PAGE, Leaf, page
from engagement.kernel.refusals import Stale

LONGEST_TITLE = 90
LONGEST_REFERENCE = 40  # typed with spaces


@blueprint.get("/concerns")
@requires(permissions.LIST)
def desk() -> ResponseReturnValue:
    """What waits in the offices under the posts held today: what may be danger first, overdue next, then the oldest."""
    who, now = actor(), clock.now()
    asked = request.args.get("q", "").strip()
    found = queries.concern(asked) if 0 < len(asked) <= LONGEST_REFERENCE else None
    if found is not None and permissions.READ.allows(who, found):
        return redirect(url_for("concerns.work", ref=found.ref))
    today = clock.to_local(now, queries.zone_of(who)).date()
    chosen = {
        "state": _one_of(State, request.args.get("state")),
        "lane": _one_of(Lane, request.args.get("lane")),
        "mine": request.args.get("mine") == "1",
        "category": request.args.get("category", "")[:24],
    }
    leaf = ranked(queries.desk(who, today, now, **chosen), (today, now), "concerns.desk")
    return private(
        page(
            leaf=leaf,
            rows=[_row(concern, now, today) for concern in leaf.rows],
            lights=queries.lights_for(who, now),
            chosen=chosen,
            set={key: value for key in saved.FILTERS if (value := request.args.get(key, "")[:24])},
            saved=saved.lists_of(who),
            kinds=taxonomy.open_kinds((who.acting or who.holdings[0]).force_id),
            asked=asked,  # missing and out of sight are the same
            states=STATE_WORDS,
            lanes=OPEN_LANE_WORDS,
            supervises=permissions.CALLS.allows(who),
            writes_ready=bool(who.paths(*permissions.WRITERS)),
        )
    )


def _one_of(words: Any, value: str | None) -> Any:
    return words(value) if value in {word.value for word in words} else None


def ranked(query: Any, at: tuple[date, datetime], endpoint: str) -> Leaf[Concern]:
    """Read one leaf in the order of rank and key; the cursor names the last row's, by its reference."""
    found = queries.leaf(query, *at, after=_cursor(endpoint), size=PAGE + 1)
    rows = [concern for concern, _rank in found[:PAGE]]
    if len(found) <= PAGE:
        return Leaf(rows, None)
    last = found[PAGE - 1]
    kept: dict[str, Any] = {key: value for key, value in request.args.items() if key != "after"}
    after = codes.sign(endpoint, [int(last[1]), last[0].ref])
    return Leaf(rows, url_for(endpoint, **{**kept, "after": after}))


def _cursor(endpoint: str) -> tuple[int, int] | None:
    match codes.unsign(endpoint, request.args.get("after", "")):
        case [int(place), str(ref)]:
            last = queries.concern(ref)
            return (place, last.id) if last else None
    return None


def title_of(concern: Concern) -> str:
    """Return how the words of a concern begin; dots stand where there are more."""
    words = queries.words_of(concern) or ""
    short = words if len(words) <= LONGEST_TITLE else words[:LONGEST_TITLE].rsplit(" ", 1)[0] + " …"
    return " ".join(short.split())


def _row(concern: Concern, now: datetime, today: date) -> dict[str, Any]:
    return {
        "concern": concern,
        "title": title_of(concern),
        "about": taxonomy.called(concern.force_id, concern.category),
        "light": talk.light_of(concern),
        "state": _(STATE_WORDS[State(concern.state)]),
        "late": queries.late(concern, now, today),
        "danger": concern.danger and concern.state == State.RAISED,
    }


@blueprint.get("/concerns/<ref>/work")
@requires(permissions.READ, find=queries.concern)
def work(concern: Concern) -> ResponseReturnValue:
    """One concern at work: the raiser's words, where it stands, what can be done. A sealed one has its own page."""
    if concern.lane not in OPEN_LANES:
        return redirect(url_for("concerns.oversee", ref=concern.ref))
    if not custody.was_seen(concern, actor().person_id):
        with unit():
            actions.saw(actor=actor(), now=clock.now(), concern=concern)
    return _work(concern)


@blueprint.route("/concerns/<ref>/triage", methods=["GET", "POST"])
@requires(permissions.TRIAGE, find=queries.concern)
def triage(concern: Concern) -> ResponseReturnValue:
    """Set lane, category and place."""
    places = queries.localities_of(concern.force_id)
    form = TriageForm.sent(prefix="triage").fill(places, concern)
    offer(form, taxonomy.open_kinds(concern.force_id, concern.category))

    def values() -> dict[str, Any]:
        return {
            "lane": Lane(form.lane.data),
            "category": form.category.data,
            "locality": next((place for place in places if place.ref == form.locality.data), None),
            "version": form.version.data,
        }

    return _carry(concern, "triage", form, actions.triage, values)


@blueprint.route("/concerns/<ref>/own", methods=["GET", "POST"])
@requires(permissions.OWN, find=queries.concern)
def own(concern: Concern) -> ResponseReturnValue:
    """Take it, or give it to a post, and say by when."""
    posts = queries.posts_for(concern, actor())
    form = OwnForm.sent(prefix="own").fill(posts)

    def values() -> dict[str, Any]:
        post = queries.post_by_ref(form.post.data or "", posts)
        return {"post": post, "due": form.due.data, "version": form.version.data}

    return _carry(concern, "own", form, actions.own, values)


@blueprint.route("/concerns/<ref>/reply", methods=["GET", "POST"])
@requires(permissions.REPLY, find=queries.concern)
def reply(concern: Concern) -> ResponseReturnValue:
    """Answer the raiser."""
    form = answering.sent(concern)
    did = answering.only(concern, form) if request.method == "POST" else ""
    if did:
        back = url_for("concerns.work", ref=concern.ref, _anchor="answer")
        return redirect(back, 303) if did == "kept" else _work(concern, form.status, reply=form)

    def values() -> dict[str, Any]:
        return {
            "words": form.words.data,
            "language": language_of(form.words.data or "", current()),
            "operation_id": form.operation_id.data,
            "settles": bool(form.settles.data),
            "reports": bool(form.reports.data),
        }

    return _carry(concern, "reply", form, actions.reply, values)


@blueprint.route("/concerns/<ref>/wording", methods=["GET", "POST"])
@requires(permissions.WORD, find=queries.concern)
def wording(concern: Concern) -> ResponseReturnValue:
    """Write what the public may read."""
    form = WordForm.sent(prefix="word")

    def values() -> dict[str, Any]:
        words = form.public_words.data or ""
        return {
            "words": words,
            "language": language_of(words, current()),
            "version": form.version.data,
            "names_nobody": form.names_nobody.data,
        }

    return _carry(concern, "word", form, actions.word, values)


@blueprint.route("/concerns/<ref>/review", methods=["GET", "POST"])
@requires(permissions.REVIEW, find=queries.concern)
def review(concern: Concern) -> ResponseReturnValue:
    """Approve the public wording that another person wrote."""
    form = ReviewForm.sent(prefix="review")
    return _carry(concern, "review", form, actions.review, lambda: {"version": form.version.data})


@blueprint.route("/concerns/<ref>/refer", methods=["GET", "POST"])
@requires(permissions.TRIAGE, find=queries.concern)
def refer(concern: Concern) -> ResponseReturnValue:
    """Name the agency that must act too."""
    form = ReferForm.sent(prefix="refer")

    def values() -> dict[str, Any]:
        return {"agency": form.agency.data, "version": form.version.data}

    return _carry(concern, "refer", form, actions.refer, values)


@blueprint.route("/concerns/<ref>/clock", methods=["GET", "POST"])
@requires(permissions.TRIAGE, find=queries.concern)
def stop_clock(concern: Concern) -> ResponseReturnValue:
    """Stop the clock while another body is waited for, or let it run again."""
    if concern.stopped_at is not None:
        return _carry(concern, "clock", Form.sent(), higher.run_clock, dict)
    form = ClockForm.sent(prefix="clock")
    return _carry(concern, "clock", form, higher.stop_clock, lambda: {"partner": form.partner.data})


@blueprint.route("/concerns/<ref>/misplaced", methods=["GET", "POST"])
@requires(permissions.MISPLACE, find=queries.concern)
def misplaced(concern: Concern) -> ResponseReturnValue:
    """Delete what does not belong here, and record that it was done."""
    form = MisplaceForm.sent(prefix="misplace")
    return _carry(concern, "misplace", form, actions.misplace, lambda: {"version": form.version.data})


def _carry(concern: Concern, name: str, form: Any, action: Any, values: Any) -> ResponseReturnValue:
    """Carry out one act and go back to the page of work; a refused form is shown there as it was typed."""
    back = url_for("concerns.work", ref=concern.ref)
    if request.method == "GET":
        return redirect(back)
    if form.accepted() and form.carries_out(action, actor=actor(), concern=concern, **values()):
        flash(_("Saved."))
        # Whoever gave it to another station does not see it any more.
        seen = permissions.READ.allows(actor(), concern)
        return redirect(back if seen else url_for("concerns.desk"))
    if form.status == Stale.status:
        form.version.data = concern.version  # their text stands beside; a second press means it
    return _work(concern, form.status, **{name: form})


def _forms(concern: Concern, posts: Any) -> dict[str, Form]:
    seen = {"version": concern.version}
    done_by = taxonomy.kind_of(concern.force_id, concern.category).done_by
    who = actor()
    mine = next((post for post in posts if who.holds(post.id)), None)
    chosen = concern.owner_post or mine
    triaged = {
        "lane": concern.lane,
        "category": concern.category,
        "locality": concern.locality.ref if concern.locality else "",
    }
    return {
        "triage": _triage_form(concern, {**triaged, **seen}),
        "own": OwnForm(
            prefix="own", data={"post": chosen.ref if chosen else None, "due": concern.due_on, **seen}
        ).fill(posts),
        "reply": answering.blank(concern),
        "file": FileForm(),
        "word": WordForm(prefix="word", data={"public_words": concern.public_words, **seen}),
        "review": ReviewForm(prefix="review", data=seen),
        "refer": ReferForm(prefix="refer", data={"agency": concern.referred_to or done_by, **seen}),
        "clock": ClockForm(prefix="clock"),
        "misplace": MisplaceForm(prefix="misplace", data=seen),
    }


def _triage_form(concern: Concern, data: dict[str, Any]) -> TriageForm:
    form = TriageForm(prefix="triage", data=data).fill(queries.localities_of(concern.force_id), concern)
    offer(form, taxonomy.open_kinds(concern.force_id, concern.category))
    return form


def _work(concern: Concern, status: int = 200, **refused: Form) -> ResponseReturnValue:
    who = actor()
    if concern.lane not in OPEN_LANES:  # sealed meanwhile: its own page is for its readers
        return redirect(url_for("concerns.work", ref=concern.ref), 303)
    posts = queries.posts_for(concern, who)
    now = clock.now()
    today = clock.to_local(now, concern.force.zone).date()
    html = render_template(
        "concerns/work.html",
        concern=concern,
        forms={**_forms(concern, posts), **refused},
        refused=next(iter(refused.values()), None),
        mine=next((post for post in posts if who.holds(post.id)), None),
        may={
            name: getattr(permissions, name.upper()).allows(who, concern)
            for name in ("triage", "own", "reply", "word", "review", "misplace", "seal")
        },
        story=talk.story_of(concern, own=False),
        files=attaching.lines(concern, own=False),
        kind=taxonomy.kind_of(concern.force_id, concern.category),
        notes=talk.chain_notes(concern, own=False),
        chain_links=links(State(concern.state)),
        light=talk.light_of(concern),
        report=talk.report_of(concern),
        danger=concern.danger and concern.state in AT_WORK and concern.answered_at is None,
        stands=stands(queries.clock_of(concern), now),
        late=queries.late(concern, now, today),
        words={"lane": LANE_WORDS, "state": STATE_WORDS},
        **answering.shown(concern),
        too=support.counted(concern),
        likely=len(likely.likely_for(concern, who)) if concern.state in AT_WORK else 0,
        **alike.linked(concern),
    )
    return private((html, status))
