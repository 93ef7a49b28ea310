"""The pages of councils: what everybody reads of one, and the register that its office keeps."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.events import permissions, queries, telling
from engagement.events.actions import councils as keeping
from engagement.events.actions import sittings as meeting
from engagement.events.councils import COUNCIL_WORDS, SEAT_WORDS, months_missed
from engagement.events.forms.councils import CouncilForm, LinkForm, MemberForm, NextForm
from engagement.events.models import Council, CouncilMember, Event
from engagement.events.queries import councils as reads
from engagement.events.queries.councils import Sitting
from engagement.events.rules import SEX_WORDS, STATE_WORDS
from engagement.events.views.routes import blueprint
from engagement.kernel import clock, headers
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.codes import reference_of
from engagement.kernel.form_base import Form
from engagement.kernel.freshness import keep_until, kept
from engagement.kernel.pages import page, turn
from engagement.organisation import present
from engagement.organisation.models import Locality, Office
from engagement.organisation.queries import today


@blueprint.get("/councils/<reference>")
@kept(lambda reference: (f"council:{reference_of(reference)}", "events", "organisation"))
@requires(permissions.SEE_COUNCIL, find=reads.council)
def council(council: Council) -> ResponseReturnValue:
    """Show everybody that a council exists: seats by locality, the next meeting and the last. No member's name."""
    present.enter(council.force)
    now, day = clock.now(), today(council.force)
    rows = reads.sittings(council, public=True)
    coming, last = reads.next_of(rows, now), reads.last_of(rows)
    ends = (coming.event.ends_at,) if coming else ()
    keep_until(min((_midnight(day, council.force.zone), *ends)))
    return page(
        council=council,
        kind=_(COUNCIL_WORDS[council.kind]),
        seats=reads.seats(council, day),
        coming=_told(coming),
        last=_told(last),
        over=council.ended_on is not None and council.ended_on < day,
        keeps=permissions.KEEP_COUNCIL.allows(actor(), council),
    )


def _midnight(day: date, zone: str) -> datetime:
    """Return when the next day begins: who sits on a council is a matter of the day."""
    return clock.instant_of(datetime.combine(day + timedelta(days=1), time()), zone)


def _told(row: Sitting | None) -> dict[str, object] | None:
    if row is None:
        return None
    event = row.event
    return {
        "event": event,
        "starts": datetime.fromisoformat(event.wall_start),
        "hours": telling.hours(event.wall_start, event.wall_end),
        "reached": row.meeting.reached,
    }


@blueprint.app_template_global("council_of")
def council_of(event: Event) -> Council | None:
    """The council whose meeting this is."""
    return reads.council_of(event)


@blueprint.get("/councils")
@requires(permissions.START)
def councils() -> ResponseReturnValue:
    """Show the councils of one's own offices."""
    leaf = turn(reads.councils_kept_by(actor()), Council.id, newest_first=False)
    return page(leaf=leaf, kinds=COUNCIL_WORDS)


@blueprint.route("/councils/new", methods=["GET", "POST"])
@requires(permissions.START)
def new_council() -> ResponseReturnValue:
    """Open a register; where one may do so for several offices, first choose which."""
    offices = queries.hosts(actor())
    office = _chosen(offices)
    if office is None:
        return page(form=None, offices=offices, office=None)
    present.enter(office.force)
    form = CouncilForm.sent().offer()
    if form.accepted() and form.carries_out(
        keeping.found,
        actor=actor(),
        office=office,
        charter=form.charter(),
        operation_id=form.operation_id.data,
    ):
        return redirect(url_for("events.register", reference=form.result.ref), 303)
    return page(form=form, office=office), form.status


def _chosen(offices: Sequence[Office]) -> Office | None:
    if len(offices) == 1:
        return offices[0]
    asked = request.args.get("office")
    return (
        None
        if asked is None
        else next((office for office in offices if office.ref == asked), None) or abort(404)
    )


@blueprint.route("/councils/<reference>/edit", methods=["GET", "POST"])
@requires(permissions.KEEP_COUNCIL, find=reads.council)
def edit_council(council: Council) -> ResponseReturnValue:
    """Change what is said of a council."""
    present.enter(council.force)
    form = CouncilForm.sent(obj=council).offer()
    if form.accepted() and form.carries_out(
        keeping.change, actor=actor(), council=council, charter=form.charter(), version=form.version.data
    ):
        flash(_("Saved."))
        return redirect(url_for("events.register", reference=council.ref), 303)
    theirs = form.theirs(lambda: CouncilForm(obj=council).offer())
    return page(form=form, council=council, theirs=theirs), form.status


@blueprint.route("/councils/<reference>/register", methods=["GET", "POST"])
@requires(permissions.KEEP_COUNCIL, find=reads.council)
def register(council: Council) -> ResponseReturnValue:
    """Show the register of a council to those who keep it: members, meetings, what is carried over."""
    present.enter(council.force)
    do = request.form.get("do", "")
    adding = _member_form(council, sent=do == "add")
    planning = NextForm(request.form if do == "plan" else None)
    linking = LinkForm(request.form if do == "link" else None).offer(reads.linkable(council))
    form: Form = {"add": adding, "plan": planning, "link": linking}.get(do, Form())
    where = _done(do, council, adding, planning, linking)
    if where:
        return redirect(where, 303)
    headers.private()
    day = today(council.force)
    members = reads.members(council)
    rows, items = reads.sittings(council), reads.items_open(council)
    return page(
        council=council, kind=_(COUNCIL_WORDS[council.kind]), form=form, adding=adding, planning=planning,
        linking=linking, seats=reads.seats(council, day), seat_words=SEAT_WORDS, sex_words=SEX_WORDS,
        sitting=[each for each in members if each.sits(day)],
        others=[each for each in members if not each.sits(day)],
        meetings=[(row, _told(row)) for row in rows],
        state_words=STATE_WORDS,
        missed=months_missed(reads.last_held(council), day) if reads.next_of(rows, clock.now()) is None else 0,
        items=items, raised=reads.days_of(items), today=day,
    ), form.status  # fmt: skip


def _done(do: str, council: Council, adding: MemberForm, planning: NextForm, linking: LinkForm) -> str:
    """Carry out what was pressed on the register; return where to go on, or nothing."""
    who, here = actor(), url_for("events.register", reference=council.ref)
    if do == "add" and adding.accepted():
        said = {"person": adding.person(), "operation_id": adding.operation_id.data}
        return here if adding.carries_out(keeping.add, actor=who, council=council, **said) else ""
    if do == "plan" and planning.accepted():
        starts, ends = planning.times()
        if planning.carries_out(
            meeting.plan_next, actor=who, council=council, starts=starts, ends=ends,
            operation_id=planning.operation_id.data,
        ):  # fmt: skip
            return url_for("events.edit", reference=planning.result.ref)
    if do == "link" and linking.accepted():
        done = linking.carries_out(meeting.link, actor=who, council=council, event=linking.chosen)
        return here if done else ""
    return ""


def _places(council: Council) -> Sequence[Locality]:
    return queries.localities_of(council.office, today(council.force))


def _member_form(council: Council, *, sent: bool) -> MemberForm:
    given = {"since": today(council.force)}
    return MemberForm(request.form if sent else None, data=given).offer(_places(council))


@blueprint.route("/council-members/<reference>", methods=["GET", "POST"])
@requires(permissions.KEEP_MEMBER, find=reads.member)
def member(row: CouncilMember) -> ResponseReturnValue:
    """Correct one member, or delete what is kept of them."""
    council = row.council
    present.enter(council.force)
    here, known = url_for("events.register", reference=council.ref), reads.opened(row)
    given = _as_said(row)
    erases = request.form.get("do") == "erase"
    places = {place.ref: place for place in (row.locality, *_places(council))}
    form = MemberForm(None if erases else request.form, data=given).offer(places.values())
    if erases and form.carries_out(keeping.erase, actor=actor(), member=row):
        flash(_("Deleted."))
        return redirect(here, 303)
    if not erases and form.accepted():
        said = {"person": form.person(), "version": form.version.data}
        if form.carries_out(keeping.correct, actor=actor(), member=row, **said):
            flash(_("Saved."))
            return redirect(here, 303)
    headers.private()
    theirs = form.theirs(lambda: MemberForm(data=_as_said(row)).offer(places.values()))
    return page(form=form, council=council, known=known, row=row, theirs=theirs), form.status


def _as_said(row: CouncilMember) -> dict[str, object]:
    known = reads.opened(row)
    return {
        "name": known.name, "phone": known.phone, "agreed": bool(known.phone), "seat": row.seat, "sex": row.sex,
        "locality": row.locality.ref, "since": row.since_on, "until": row.until_on, "version": row.version,
    }  # fmt: skip
