"""The raiser's own page, by code or by mailed link; and the way out."""

from dataclasses import asdict
from typing import Any

from flask import current_app, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.concerns import custody, emergency, files, queries, routing, taxonomy
from engagement.concerns.actions import following, higher, moving, womens
from engagement.concerns.clocks import missed, stands
from engagement.concerns.forms import CodeForm, FileForm, TalkForm, WhyForm
from engagement.concerns.forms.womens import NumberForm, ReachForm, ShutForm
from engagement.concerns.lanes import READ_BY_WORDS
from engagement.concerns.models import Concern
from engagement.concerns.permissions import FOLLOW, Opened
from engagement.concerns.reaching import safe_of
from engagement.concerns.rules import AT_WORK, LANE_WORDS, OPEN_LANES, Lane, State, links
from engagement.concerns.support import Support
from engagement.concerns.views import attaching, bearer, hiding, near, talk
from engagement.concerns.views.routes import blueprint, private
from engagement.concerns.views.sealed import offices_of
from engagement.dialogue.rules import Speaker, language_of
from engagement.kernel import clock, limits
from engagement.kernel.access import PUBLIC, requires
from engagement.kernel.form_base import Form
from engagement.kernel.locale import current
from engagement.kernel.pages import page
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.models import Office


@blueprint.route("/follow", methods=["GET", "POST"])
@requires(PUBLIC)
def follow() -> ResponseReturnValue:
    """Open a concern with its sixteen digits; the page is the POST's own answer, so that no address holds the code."""
    if "bearer" in request.form:
        return _borne()
    form: CodeForm = CodeForm.sent()
    if form.accepted():
        concern = bearer.found(form.code.data or "")
        if isinstance(concern, Support):
            return near.shown(concern)
        if concern is not None:
            return _own_page(bearer.opened(concern), bearer.token_for(concern))
        form.refuse(Refusal(N_("No concern has this code. Check the digits on your slip."), field="code"))
    return private((page(form=form, lapsed=False, unsent=""), form.status))


def _borne() -> ResponseReturnValue:
    """A press on an opened page. After half an hour the code is asked for again; typed words stay on the page."""
    token = request.form["bearer"]
    opened = bearer.by_form(token)
    if opened is None or not FOLLOW.allows(opened.bearer, opened):
        unsent = request.form.get("words", "")
        return private((page(form=CodeForm(), lapsed=True, unsent=unsent), 403))
    return _press(opened, token)


@blueprint.route("/follow/<token>", methods=["GET", "POST"])
@requires(FOLLOW, find=bearer.by_link)
def followed(opened: Opened) -> ResponseReturnValue:
    """The same page behind the link of a mail: opening it shows, a button does."""
    return _press(opened, "") if request.method == "POST" else _own_page(opened, "")


def _press(opened: Opened, token: str) -> ResponseReturnValue:
    """Do what the pressed button says, then show the page again; a file is given instead."""
    pressed = request.form.get("press", "")
    if pressed.startswith(attaching.GIVE):
        return attaching.given(files.among(opened.concern, pressed.removeprefix(attaching.GIVE)))
    for field, carry in _FORMS.items():
        if field in request.form:
            return carry(opened, token)
    if pressed in _PAGES:
        return _PAGES[pressed](opened, token)
    did = {
        "yes": (following.confirm, N_("Thank you. It is closed by you.")),
        "higher": (higher.take_higher, N_("It is with the office above now. Its clock begins anew.")),
        "mail": (following.allow_mail, N_("We will write to you by e-mail.")),
        "stop": (following.stop_mail, N_("We write no more. This page stays open to you.")),
        "hidden": (moving.hide, N_("It is sealed. Only the trained women officers read it from now on.")),
    }.get(pressed)
    if did is None:
        return _say(opened, token)
    action: Any
    action, sentence = did
    if pressed == "mail" and (token or opened.concern.lane == Lane.WOMEN):
        action = _only_by_link
    if pressed == "stop" and opened.concern.lane == Lane.WOMEN:
        action = womens.drop_mail
    form = Form()
    if form.carries_out(action, actor=opened.bearer, concern=opened.concern):
        return _own_page(opened, token, done=_(sentence))
    return _own_page(opened, token, refused=form.refusals, status=form.status)


def _reopen(opened: Opened, token: str) -> ResponseReturnValue:
    """Open it again, with the words that say why where some were typed."""
    form: WhyForm = WhyForm.sent()
    words, _caught = bearer.without_codes(form.why.data or "", opened.concern.receipt)
    if form.accepted() and form.carries_out(
        following.reopen,
        actor=opened.bearer,
        concern=opened.concern,
        words=words,
        language=language_of(words, current()),
    ):
        return _own_page(
            opened,
            token,
            done=_("It is open again. It stands among the first that its owner sees."),
            danger=emergency.found(words),
        )
    return _own_page(opened, token, why_form=form, refused=form.refusals, status=form.status)


def _only_by_link(**_given: object) -> None:
    """Refuse: who has the code alone need not hold the address."""
    raise Refusal(N_("This is done behind the link in our mail."))


def _reach(opened: Opened, token: str) -> ResponseReturnValue:
    """Change how a raiser at the women's desk may be reached."""
    limits.use("concerns.reach", "20 per hour")
    form: ReachForm = ReachForm.sent()
    if form.accepted() and form.carries_out(
        womens.reach,
        actor=opened.bearer,
        concern=opened.concern,
        safe=form.safe(),
        address=form.email.data or "",
    ):
        sentence = _("Saved. Your number was not kept: you asked that nobody calls or texts.")
        return _own_page(opened, token, done=sentence if form.unkept() else _("Saved."))
    return _own_page(opened, token, reach_form=form, status=form.status)


def _shut(opened: Opened, token: str) -> ResponseReturnValue:
    """Shut out one office more."""
    limits.use("concerns.reach", "20 per hour")
    concern = opened.concern
    rows = _not_shut(concern)
    form: ShutForm = ShutForm.sent().offices(rows)
    if form.accepted() and form.carries_out(
        womens.shut_out,
        actor=opened.bearer,
        concern=concern,
        office=next(row for row in rows if row.ref == form.office.data),
    ):
        return _own_page(opened, token, done=_("Saved. They cannot read this any more."))
    return _own_page(opened, token, shut_form=form, status=form.status)


def _not_shut(concern: Concern) -> list[Office]:
    """Return the offices that a raiser at the women's desk may still shut out."""
    if concern.lane != Lane.WOMEN:
        return []
    shut = {each.office_id for each in concern.accused}
    return [row for row in offices_of(concern.force) if row.id not in shut]


def _number(opened: Opened, token: str) -> ResponseReturnValue:
    """Let further neutral mail go out to whoever has the number of the first."""
    limits.use("concerns.number", "20 per hour")
    form: NumberForm = NumberForm.sent()
    if form.accepted() and form.carries_out(
        womens.allow_mail, actor=opened.bearer, concern=opened.concern, number=form.number.data or ""
    ):
        return _own_page(opened, token, done=_("We will write to you by e-mail."))
    return _own_page(opened, token, number_form=form, status=form.status)


def _attach(opened: Opened, token: str) -> ResponseReturnValue:
    form: FileForm = FileForm.sent()
    who, operation = opened.bearer, form.operation_id.data
    if form.accepted():
        attaching.count(form)
        if attaching.attach(form, opened.concern, who, Speaker.RAISER, operation):
            return _own_page(opened, token, done=_("Sent. You can open it here in a minute."))
    return _own_page(opened, token, files_form=form, status=form.status)


def _send(opened: Opened, token: str) -> ResponseReturnValue:
    """Take in words, a file, or both: one button sends what stands there."""
    file = request.files.get(f"{FileForm.named}-file")
    if file is None or not file.filename:
        return _say(opened, token)
    if not request.form.get("words", "").strip():
        return _attach(opened, token)
    form: FileForm = FileForm.sent()
    if not form.accepted():
        return _own_page(opened, token, form=TalkForm.sent(), files_form=form, status=form.status)
    attaching.count(form)
    return _say(opened, token, form)


# Which form was sent, by a field that no other has.
_FORMS = {
    f"{FileForm.named}-operation_id": _send,
    f"{ReachForm.named}-neutral": _reach,
    f"{NumberForm.named}-number": _number,
    f"{ShutForm.named}-office": _shut,
}


def _say(opened: Opened, token: str, file: FileForm | None = None) -> ResponseReturnValue:
    """Take in words, and the file that came with them."""
    form: TalkForm = TalkForm.sent()
    if not form.accepted():
        return _own_page(opened, token, form=form, status=form.status)
    words, caught = bearer.without_codes(form.words.data or "", opened.concern.receipt)
    done = form.carries_out(
        following.add_words,
        actor=opened.bearer,
        concern=opened.concern,
        words=words,
        language=language_of(words, current()),
        operation_id=form.operation_id.data,
    )
    if not done:
        return _own_page(opened, token, form=form, status=form.status)
    who = opened.bearer
    came = file is None or attaching.attach(file, opened.concern, who, Speaker.RAISER, file.operation_id.data)
    sentences = (
        [_("Sent. Your code stood in your words; we took it out. Show it to nobody.")] if caught else []
    )
    if not came:
        sentences.append(_("Your words came. Your file did not."))
    return _own_page(
        opened,
        token,
        files_form=None if came else file,  # it says why
        done=" ".join(sentences) or _("Sent."),
        danger=emergency.found(words),
    )


def _own_page(
    opened: Opened,
    token: str,
    *,
    form: TalkForm | None = None,
    files_form: FileForm | None = None,
    status: int = 200,
    **said: Any,
) -> ResponseReturnValue:
    """Show the page; `said`: done, a sentence; refused, sentences; danger, whether the words tell of it."""
    forms = {"form": form or TalkForm(), "files_form": files_form or FileForm(), "number_form": NumberForm()}
    forms["why_form"] = WhyForm()
    forms["shut_form"] = ShutForm().offices(_not_shut(opened.concern))
    forms["reach_form"] = ReachForm(data=asdict(safe_of(opened.concern)))
    return private((_html(opened.concern, token, **{"refused": [], **forms, **said}), status))


def _html(concern: Concern, token: str, **shown: Any) -> str:
    if token:
        # Another language would fetch this page anew, without what opened it.
        shown["languages"] = []
    return render_template(
        "concerns/raised.html",
        concern=concern,
        bearer=token,
        dangers=emergency,
        files=attaching.lines(concern, own=True),
        gone=concern.state == State.MISPLACED,
        asks=concern.state == State.TOLD,
        again=concern.state == State.CONFIRMED and concern.lane == Lane.WOMEN,
        kind=taxonomy.kind_of(concern.force_id, concern.category),
        chain_links=links(State(concern.state)),
        notes=talk.chain_notes(concern, own=True),
        story=(story := talk.story_of(concern, own=True)),
        heard=any(line["side"] == "post" for line in story),
        light=talk.light_of(concern, own=True),
        report=talk.report_promised(concern),
        owed=talk.owed_of(concern),
        held_by=talk.held_by(concern),
        lane=LANE_WORDS[Lane(concern.lane)],
        sealed=concern.lane not in OPEN_LANES,
        read_by=READ_BY_WORDS.get(Lane(concern.lane), ""),
        desk=_desk(concern),
        hides=hiding.offered(concern),
        ways=routing.sealed_lanes_of(concern.force, clock.now()) if concern.state == State.MISPLACED else (),
        **_clocks(concern),
        **shown,
    )


def _desk(concern: Concern) -> dict[str, Any] | None:
    """Return what the page says of the women's desk; None of every other matter."""
    if concern.lane != Lane.WOMEN:
        return None
    contact, at_work = concern.contact, concern.state in AT_WORK
    return {
        "safe": safe_of(concern),
        "mail": contact is not None and contact.stopped_at is None,
        "allowed": contact is not None and contact.verified_at is not None,
        "open_until": custody.lay_open(concern),
        "unread": at_work and not routing.is_read(concern, clock.now()),
    }


def _proof(opened: Opened, _token: str) -> ResponseReturnValue:
    """Show a page to print: that this was filed, when, with which office, and the mark of its words. Not what it is."""
    concern = opened.concern
    mark = queries.mark_of(concern)
    html = render_template(
        "concerns/proof.html",
        concern=concern,
        held_by=talk.held_by(concern),
        sign_of_words=" ".join(mark[n : n + 8] for n in range(0, len(mark), 8)),
        languages=[],
    )
    return private(html)


# What a press shows and does not do.
_PAGES = {"proof": _proof, "hide": hiding.asked, "back": _own_page, "no": _reopen}


def _clocks(concern: Concern) -> dict[str, Any]:
    """Return what the page says of the clocks: the next rung, whether it may be climbed, whether a clock stands."""
    now = clock.now()
    clocks = queries.clock_of(concern)
    today = clock.to_local(now, concern.force.zone).date()
    return {
        "rung": routing.next_rung(concern, now),
        "missed": missed(clocks, now, today),
        "stands": stands(clocks, now),
    }


@blueprint.get("/leave")
@requires(PUBLIC)
def leave() -> ResponseReturnValue:
    """Leave at once for a neutral page; what this browser kept of ours is thrown away, its history is not.

    Another site's page that only names this address, as a picture does, throws nothing away.
    """
    response = make_response(redirect(current_app.extensions["settings"].leave_url, 303))
    if request.headers.get("Sec-Fetch-Site") != "cross-site":
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return private(response)
