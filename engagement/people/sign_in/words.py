"""What the sign-in pages say: our sentences in place of the library's, so that one catalogue has them all."""

from engagement.kernel.refusals import N_

MESSAGES = {
    "GENERIC_AUTHN_FAILED": (N_("The e-mail address or the password is not right."), "error"),
    "PASSWORD_RESET_REQUEST": (
        N_("If this address belongs to somebody here, a link is on its way to it. It works for one hour."),
        "info",
    ),
    "PASSWORD_RESET_EXPIRED": (N_("This link is too old. Ask for a new one."), "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (
        N_("This link was used already or is not complete. Ask for a new one."),
        "error",
    ),
    "PASSWORD_RESET_NO_LOGIN": (N_("Your new password is set. Sign in with it."), "success"),
    "PASSWORD_CHANGE": (N_("Your password is changed. Other devices are signed out."), "success"),
    "PASSWORD_IS_THE_SAME": (N_("This is your present password. Choose another one."), "error"),
    "INVALID_PASSWORD": (N_("The password is not right."), "error"),
    "PASSWORD_NOT_PROVIDED": (N_("Please fill this in."), "error"),
    "RETYPE_PASSWORD_MISMATCH": (N_("The two passwords are not the same."), "error"),
    "EMAIL_NOT_PROVIDED": (N_("Please fill this in."), "error"),
    "INVALID_EMAIL_ADDRESS": (N_("This is not an e-mail address. It looks like name@example.org."), "error"),
    "TWO_FACTOR_INVALID_TOKEN": (N_("This code is not right. Take the one your app shows now."), "error"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (N_("You are signed in."), "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
        N_("Your new app is set up. Codes of the old one no longer work."),
        "success",
    ),
    "TWO_FACTOR_PERMISSION_DENIED": (
        N_("Please begin again with your e-mail address and password."),
        "error",
    ),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (N_("Please press the button again."), "error"),
    "TWO_FACTOR_SETUP_EXPIRED": (N_("That took more than half an hour. Please begin again."), "error"),
    "REAUTHENTICATION_REQUIRED": (N_("Please type your password again before you go on."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (N_("Thank you. You can go on."), "success"),
    "UNAUTHENTICATED": (N_("Please sign in first."), "info"),
    "INVALID_RECOVERY_CODE": (N_("This recovery code is not right, or it was used already."), "error"),
    "NO_RECOVERY_CODES_SETUP": (N_("There are no recovery codes yet."), "info"),
    "INVALID_REDIRECT": (N_("That page is not here."), "error"),
    "API_ERROR": (N_("Please fill this in."), "error"),
}
STALE_FORM = N_("This page was open for too long. Please send it again.")
