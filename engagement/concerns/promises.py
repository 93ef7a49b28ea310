"""What we promise a raiser, and what we cannot: in few lines before the first field, whole on the page of privacy. Pure.

Each promise is named, and tests/concerns/test_promises.py holds a test of that name. A promise without one fails there,
and so does one that no short line carries.
"""

from engagement.kernel.refusals import N_

CAN = {
    "no_name_number_or_account_is_needed": N_("You need no name, no number, no ID card, no account."),
    "no_address_of_yours_is_kept": N_(
        "We do not keep your network address, or which phone you use. A mark of the address counts too many tries; it goes after a day."
    ),
    "nothing_stays_in_the_browser": N_(
        "We set no cookie but one: for the language, if you press one. It is forgotten when the browser is closed. We ask the browser to keep no page."
    ),
    "no_other_company_is_asked": N_("These pages load nothing from another company."),
    "only_the_code_opens_your_page": N_(
        "You get a code. Only the code opens your page. We keep no copy of it."
    ),
    "what_is_sealed_is_locked": N_(
        "A tip, a threat to life, a complaint about police or what a woman officer alone reads is locked. Its key does not lie with it."
    ),
    "of_what_is_sealed_no_text_is_sent": N_(
        "Of what is sealed we send no text message. A mail goes only where you ask for one, and says nothing of it."
    ),
    "what_is_sealed_has_no_minute": N_(
        "Of these we write down the hour, not the minute. Pages show the day."
    ),
    "a_named_office_must_answer_within_a_day": N_(
        "A named office must give a first answer within 24 hours, on your page. The page shows it in red if it does not."
    ),
    "nothing_you_write_is_public": N_(
        "Nothing you write is public. We publish only words that two people checked."
    ),
    "a_file_is_drawn_anew": N_("We draw each photo or PDF anew. Place and camera are gone from it."),
    "only_you_can_say_it_is_done": N_("Only you can say it is done."),
}
CANNOT = {
    "history": N_("Hide that this phone opened this page. Its history stays, also after “Leave now”."),
    "texts": N_("Hide your number if you text or use WhatsApp. The phone company and the police see it."),
    "seizure": N_("Stop a court, or somebody who takes this computer and its keys. So we keep little."),
    "whose_computer": N_(
        "Keep this away from the internet, or promise that the police do not own this computer."
    ),
    "guess": N_("Promise that nobody guesses who you are from what you write. Leave out what would tell."),
    "code": N_("Show your code again. It is shown once."),
    "fir": N_("Register an FIR. A concern is not an FIR. That stays your right at any station."),
}
# Before the first field: each line with the names of what it carries.
SHORT_CAN = {
    N_(
        "No name, number, ID card or account. We keep no network address, only for a day a mark of it against too many tries. Nothing comes from another company. Our one cookie is for the language; it goes with the browser."
    ): (
        "no_name_number_or_account_is_needed",
        "no_address_of_yours_is_kept",
        "no_other_company_is_asked",
        "nothing_stays_in_the_browser",
    ),
    N_(
        "Nothing you write is public. What is sealed is locked: its key lies apart, its minute is not kept, no text message is sent. A file loses its place and camera."
    ): (
        "nothing_you_write_is_public",
        "what_is_sealed_is_locked",
        "what_is_sealed_has_no_minute",
        "of_what_is_sealed_no_text_is_sent",
        "a_file_is_drawn_anew",
    ),
    N_(
        "A named office must give a first answer within 24 hours, on your page. Only your code opens your page. Only you can say it is done."
    ): (
        "a_named_office_must_answer_within_a_day",
        "only_the_code_opens_your_page",
        "only_you_can_say_it_is_done",
    ),
}
SHORT_CANNOT = {
    N_(
        "Hide that this phone opened this page, or your number if you text. Stop a court, or somebody who takes this computer. It is on the internet; it may belong to the police."
    ): ("history", "texts", "seizure", "whose_computer"),
    N_(
        "Promise that nobody guesses who you are. Show your code again. Register an FIR. A concern is not an FIR: that stays your right at any station."
    ): ("guess", "code", "fir"),
}
