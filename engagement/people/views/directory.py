"""Who holds which post in one's offices: vacant posts, invitations, transfers, endings."""

from collections.abc import Sequence
from itertools import groupby

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.kernel import clock, codes
from engagement.kernel.access import requires
from engagement.kernel.actor import Role, actor
from engagement.kernel.limits import limit
from engagement.kernel.pages import PAGE, page
from engagement.organisation.models import Post
from engagement.people import offers, permissions, queries
from engagement.people.actions import accounts, invitations, postings, taking_up
from engagement.people.forms import EndForm, HostingForm, InviteForm, StartForm
from engagement.people.models import Invitation, Posting, PostingOffer
from engagement.people.notices import invitation_link
from engagement.people.rules import SEALED
from engagement.people.views.routes import blueprint
from engagement.settings import Settings


@blueprint.get("/people")
@requires(permissions.DIRECTORY)
def directory() -> ResponseReturnValue:
    """List the posts of one's offices, office by office, with who holds them; ?q= finds one by name."""
    now = clock.now()
    wanted = request.args.get("q", "").strip()[:80]
    after = codes.unsign("cursor", request.args.get("after", ""))
    found = queries.posts_listed(actor(), wanted, after if isinstance(after, int) else None, PAGE + 1)
    rows = found[:PAGE]
    further = None
    if len(found) > PAGE:
        further = url_for(".directory", q=wanted or None, after=codes.sign("cursor", rows[-1].id))
    return page(
        offices=[(office, list(posts)) for office, posts in groupby(rows, key=lambda post: post.office)],
        further=further,
        wanted=wanted,
        holders=queries.holders(rows, now),
        invited=queries.invited(rows, now),
        may=permissions.STAFF_POST,
    )


@blueprint.get("/people/posts/<ref>")
@requires(permissions.READ, find=queries.post)
def post(post: Post) -> ResponseReturnValue:
    """Show one post: who holds it, who held it, who is invited."""
    now = clock.now()
    present = queries.holders([post], now).get(post.id, [])
    may = permissions.STAFF_POST.allows(actor(), post)
    return page(
        post=post,
        zone=post.office.force.zone,
        present=present,
        asked=_asked(present) if may else {},
        invited=queries.invited([post], now).get(post.id, []),
        sealed=SEALED,
        today=clock.to_local(now, post.office.force.zone).date(),
        past=[p for p in queries.history(post) if p.ended_at is not None],
        offers=offers.offers_at(post, now),
        links=_links(queries.invited([post], now).get(post.id, [])),
        may=may,
        delegate=permissions.DELEGATE,
    )


def _asked(present: Sequence[Posting]) -> dict[int, list[str]]:
    """Return into which sealed lanes it was asked that each holder is let, and nobody answered yet."""
    asked: dict[int, list[str]] = {each.id: [] for each in present}
    for offer in queries.open_offers(*asked) if present else ():
        asked[offer.posting_id].append(offer.lane)
    return asked


def _links(invited: list[Invitation]) -> dict[int, str]:
    """Return the links to hand over by other means, where no mail leaves this installation."""
    settings: Settings = current_app.extensions["settings"]
    if settings.smtp_url or not invited or not permissions.STAFF_POST.allows(actor(), invited[0]):
        return {}
    return {each.id: invitation_link(each) for each in invited}


@blueprint.route("/people/posts/<ref>/invite", methods=["GET", "POST"])
@limit("30 per minute")
@requires(permissions.STAFF_POST, find=queries.post)
def invite(post: Post) -> ResponseReturnValue:
    """Offer a post to an address."""
    form: InviteForm = InviteForm.sent()
    form.locale.offer(tuple(current_app.config["LOCALES"]))
    if form.accepted() and form.carries_out(
        invitations.invite,
        actor=actor(),
        post=post,
        email=form.email.data,
        name=form.name.data,
        locale=form.locale.data,
    ):
        leaves = current_app.extensions["settings"].smtp_url
        flash(_("The invitation is on its way.") if leaves else _("The invitation is made."))
        return redirect(url_for(".post", ref=post.ref))
    return page(form=form, post=post), form.status


@blueprint.post("/people/invitations/<ref>/withdraw")
@limit("30 per minute")
@requires(permissions.STAFF_POST, find=queries.invitation)
def withdraw(invitation: Invitation) -> ResponseReturnValue:
    """Take an offer back."""
    form: EndForm = EndForm.sent()
    if form.accepted() and form.carries_out(invitations.withdraw, actor=actor(), invitation=invitation):
        flash(_("The invitation no longer works."))
    else:
        flash(" ".join(form.refusals), "error")
    return redirect(url_for(".post", ref=invitation.post.ref))


@blueprint.route("/people/posts/<ref>/start", methods=["GET", "POST"])
@limit("30 per minute")
@requires(permissions.STAFF_POST, find=queries.post)
def start(post: Post) -> ResponseReturnValue:
    """Give a post to somebody who has an account."""
    form: StartForm = StartForm.sent()
    if form.accepted() and form.carries_out(
        taking_up.give,
        actor=actor(),
        post=post,
        email=form.email.data,
        starts_on=form.starts_on.data,
        leaves_others=form.leaves_others.data,
        hosts_women=form.hosts_women.data,
    ):
        asked = isinstance(form.result, PostingOffer)
        flash(
            _("Asked. It begins once they say yes on their own page.") if asked else _("The post is given.")
        )
        return redirect(url_for(".post", ref=post.ref))
    asks = not actor().over(post.office.path, Role.ADMINISTRATOR)
    return page(form=form, post=post, asks=asks), form.status


@blueprint.route("/people/postings/<int:id>/end", methods=["GET", "POST"])
@limit("30 per minute")
@requires(permissions.STAFF_POST, find=queries.posting)
def end(posting: Posting) -> ResponseReturnValue:
    """End a posting at once."""
    form: EndForm = EndForm.sent()
    if form.accepted() and form.carries_out(postings.end, actor=actor(), posting=posting):
        flash(_("The posting has ended. The work stays with the post."))
        return redirect(url_for(".post", ref=posting.post.ref))
    return page(form=form, posting=posting), form.status


@blueprint.post("/people/postings/<int:id>/hosting")
@limit("30 per minute")
@requires(permissions.STAFF_POST, find=queries.posting)
def hosting(posting: Posting) -> ResponseReturnValue:
    """Say whether the holder of a post hosts women's sessions."""
    form: HostingForm = HostingForm.sent()
    if form.accepted() and form.carries_out(
        postings.host_women, actor=actor(), posting=posting, hosts=form.hosts.data
    ):
        flash(_("Saved."))
    else:
        flash(" ".join(form.refusals), "error")
    return redirect(url_for(".post", ref=posting.post.ref))


@blueprint.route("/people/postings/<int:id>/second-factor", methods=["GET", "POST"])
@limit("30 per minute")
@requires(permissions.STAFF_POST, find=queries.posting)
def new_phone(posting: Posting) -> ResponseReturnValue:
    """Take off the second factor of somebody who lost their phone and their recovery codes."""
    form: EndForm = EndForm.sent()
    if form.accepted() and form.carries_out(accounts.forget_second_factor, actor=actor(), posting=posting):
        flash(_("They set up a new phone at their next sign-in."))
        return redirect(url_for(".post", ref=posting.post.ref))
    return page(form=form, posting=posting), form.status
