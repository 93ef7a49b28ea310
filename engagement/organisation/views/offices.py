"""The administrator's workspace: the tree of offices, one office with its posts, and the forms of both."""

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from engagement.kernel.access import requires
from engagement.kernel.actor import Role, actor
from engagement.kernel.database import db
from engagement.kernel.pages import page
from engagement.organisation import permissions, present, queries, rules
from engagement.organisation.actions import forces as force_actions
from engagement.organisation.actions import offices as actions
from engagement.organisation.forms import ForceForm, OfficeForm, PostForm
from engagement.organisation.models import Force, Office, Post
from engagement.organisation.rules import OfficeKind
from engagement.organisation.views.editing import settle
from engagement.organisation.views.routes import blueprint


def administered() -> Force:
    """Return the force whose workspace this is: that of the acting administrator's post."""
    who = actor()
    held = [h for h in who.holdings if h.role is Role.ADMINISTRATOR]
    first = who.acting if who.acting in held else next(iter(held), None)
    force = db.session.get(Force, first.force_id) if first else None
    if force is None:
        abort(403)
    present.enter(force)
    return force


@blueprint.get("/organisation")
@requires(permissions.ORGANISE)
def workspace() -> ResponseReturnValue:
    """Show the tree of offices of one's force."""
    force = administered()
    rows = [(office, office.path.count("/") - 2) for office in queries.tree_of(force.id)]
    may_lead = bool(rows) and permissions.LEAD.allows(actor(), rows[0][0])
    return page(force=force, rows=rows, kind_words=rules.OFFICE_WORDS, may_lead=may_lead)


def _head() -> Office | None:
    """Return the head office of one's force."""
    return queries.head_office(administered())


@blueprint.route("/organisation/force", methods=["GET", "POST"])
@requires(permissions.LEAD, find=_head)
def edit_force(head: Office) -> ResponseReturnValue:
    """Change the names, the emergency number and the oversight address of one's force."""
    force = head.force
    form = _force_form(force)
    if form.accepted() and form.carries_out(
        force_actions.change_force,
        actor=actor(),
        force=force,
        version=form.version.data,
        names=form.names(),
        emergency_number=form.emergency_number.data,
        oversight_address=form.oversight_address.data,
        dormant_days=form.dormant_days.data,
    ):
        return redirect(url_for("organisation.workspace"), 303)
    theirs = settle(form, force, lambda: _force_form(force, sent=False))
    return page(form=form, force=force, theirs=theirs), form.status


def _force_form(force: Force, *, sent: bool = True) -> ForceForm:
    form: ForceForm = ForceForm.sent(obj=force) if sent else ForceForm(None, obj=force)
    form.speak(force, force.names)
    if not form.is_sent:
        form.show(force.names)
    return form


@blueprint.get("/organisation/offices/<ref>")
@requires(permissions.SEE, find=queries.office)
def office(office: Office) -> ResponseReturnValue:
    """Show an office with its posts and the places it serves."""
    present.enter(office.force)
    return page(
        office=office,
        posts=queries.posts_of(office),
        served=queries.localities_served(office, queries.today(office.force)),
        may_change=permissions.CHANGE.allows(actor(), office),
        may_hold=rules.kinds_under(OfficeKind(office.kind)),
        kind_words=rules.OFFICE_WORDS,
        role_words=rules.ROLE_WORDS,
    )


@blueprint.route("/organisation/offices/<ref>/new", methods=["GET", "POST"])
@requires(permissions.CHANGE, find=queries.office)
def new_office(parent: Office) -> ResponseReturnValue:
    """Set up an office under another."""
    present.enter(parent.force)
    form = OfficeForm.sent()
    form.speak(parent.force)
    form.offer(parent)
    if not form.kind.choices:
        abort(404)
    if form.accepted() and form.carries_out(
        actions.open_office,
        actor=actor(),
        parent=parent,
        kind=OfficeKind(form.kind.data),
        names=form.names(),
        phone=form.phone.data,
        address=form.address.data,
        longitude=form.longitude.data,
        latitude=form.latitude.data,
    ):
        return redirect(url_for("organisation.office", ref=form.result.ref), 303)
    return page(form=form, office=parent), form.status


@blueprint.route("/organisation/offices/<ref>/edit", methods=["GET", "POST"])
@requires(permissions.CHANGE, find=queries.office)
def edit_office(office: Office) -> ResponseReturnValue:
    """Change an office, or move it with all beneath it."""
    present.enter(office.force)
    form = _office_form(office)
    offices = {one.ref: one for one in queries.tree_of(office.force_id)}
    moving = "parent" in form
    if form.accepted() and form.carries_out(
        actions.change_office,
        actor=actor(),
        office=office,
        version=form.version.data,
        names=form.names(),
        kind=OfficeKind(form.kind.data) if moving else None,
        parent=offices.get(form.parent.data) if moving else None,
        phone=form.phone.data,
        address=form.address.data,
        longitude=form.longitude.data,
        latitude=form.latitude.data,
    ):
        return redirect(url_for("organisation.office", ref=office.ref), 303)
    theirs = settle(form, office, lambda: _office_form(office, sent=False))
    return page(form=form, office=office, theirs=theirs), form.status


def _office_form(office: Office, *, sent: bool = True) -> OfficeForm:
    parent = office.parent.ref if office.parent else ""
    form: OfficeForm = (
        OfficeForm.sent(obj=office, data={"parent": parent}) if sent else OfficeForm(None, obj=office)
    )
    form.speak(office.force, office.names)
    if not form.is_sent:
        form.show(office.names)
    others = [
        one
        for one in queries.tree_of(office.force_id)
        if not rules.lies_under(one.path, office.path) and rules.kinds_under(OfficeKind(one.kind))
    ]
    form.offer(office.parent, others)
    if "parent" in form and not form.is_sent:
        form.parent.data = parent
    return form


@blueprint.route("/organisation/offices/<ref>/posts/new", methods=["GET", "POST"])
@requires(permissions.CHANGE, find=queries.office)
def new_post(office: Office) -> ResponseReturnValue:
    """Set up a post at an office."""
    present.enter(office.force)
    form = PostForm.sent()
    form.speak(office.force)
    form.offer()
    if form.accepted() and form.carries_out(
        actions.open_post,
        actor=actor(),
        office=office,
        role=Role(form.role.data),
        names=form.names(),
        mailbox=form.mailbox.data,
    ):
        return redirect(url_for("organisation.office", ref=office.ref), 303)
    return page(form=form, office=office), form.status


@blueprint.route("/organisation/posts/<ref>/edit", methods=["GET", "POST"])
@requires(permissions.CHANGE, find=queries.post)
def edit_post(post: Post) -> ResponseReturnValue:
    """Rename a post, or change what its holder may do."""
    present.enter(post.office.force)
    form = _post_form(post)
    if form.accepted() and form.carries_out(
        actions.change_post,
        actor=actor(),
        post=post,
        version=form.version.data,
        role=Role(form.role.data),
        names=form.names(),
        mailbox=form.mailbox.data,
    ):
        return redirect(url_for("organisation.office", ref=post.office.ref), 303)
    theirs = settle(form, post, lambda: _post_form(post, sent=False))
    return page(form=form, post=post, office=post.office, theirs=theirs), form.status


def _post_form(post: Post, *, sent: bool = True) -> PostForm:
    form: PostForm = PostForm.sent(obj=post) if sent else PostForm(None, obj=post)
    form.speak(post.office.force, post.names)
    if not form.is_sent:
        form.show(post.names)
    form.offer()
    return form
