"""The transformer composer: one network that writes bars of events, asked and held by rules.

Read `vocabulary` first, the events; then `controls`, what is measured of bars and asked of them;
`network`, which expects events; `bar_requests`, a brief in those controls; and `score_writer`,
which goes through the bars. `bar_rules` and `taste` say what may come next, `sampling` draws it.
"""
