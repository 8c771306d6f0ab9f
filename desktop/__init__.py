"""The windows of Affetto; they know only what the engine's front door offers.

Read `app` first, which joins the pieces, and `main_window`, which places them. `engine_client` is
the only door to the engine. `viewmodels` know what can be done, `views` and `dialogs` show it,
`widgets` are what they are built of. `actions` names everything with its keys, `settings` is what
is kept; `theme`, `stylesheet` and `icons` are how it looks.
"""
