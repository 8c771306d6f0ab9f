"""From a feeling and what is demanded to a plan, and from a plan to the brief of every bar.

Read `planner` first: it takes the feelings of a wish (`planned_feelings`) and its orders
(`orders`), lets `outline` lay out sections, and labelled clips say how they are expressed. `manner`
holds every number that leads from a feeling to music. `briefing` turns the plan into a `brief`,
which says what each bar is and what comes back in it, one rule for all composers; `phrases` where
phrases close, `tempos` how fast they go, `intensity` where a piece peaks, `ensemble` and `casting`
who plays. `reasons` says which words were behind it.
"""
