"""Chowk: meetings between police and residents, and what became of what was said there.

One chain runs through every room of this package:

    a concern is raised → a post owns it → it becomes part of a problem with tasks
    → the person who raised it is told what was done → that person confirms, or reopens.

Floors, top to bottom; a room imports only from floors beneath it (pyproject.toml enforces it):

    factory                      builds the app; the only place that knows every room
    commands | demo              the command line; a believable world to click through
    home                         pages that mix rooms: front page, desk, outbox, help
    feedback                     what people answer: polls
    problems                     problems built from concerns; SARA stages, tasks, answers
    concerns                     what people bring, and the thread with who brought it
    events                       meetings: plan, RSVP, door, record, promises
    people                       persons, postings, sign-in, contacts
    organisation                 forces, offices, posts, areas, localities, venues
    channels | maps              how words leave; folium (know no feature)
    audit                        the trail
    kernel                       what every room may use and no room owns
    settings                     every setting, typed, from the environment

Each room has the same drawers: rules, models, permissions, queries, notices, actions, forms,
views, panels, jobs, commands, listeners. `docs/architecture.md` says what each may touch.
"""
