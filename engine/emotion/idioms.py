"""Idioms of English and plain words for them: ``over the moon`` means ecstatic.

General knowledge of the language, as a dictionary of idioms has it. What the plain word feels like
is learned like that of any other word.
"""

from __future__ import annotations

__all__ = ["IDIOMS"]

_LISTED = """
annoyed: oh great another, great another, oh great, just what i needed, just great, just my luck
annoyed: thanks for nothing, oh joy, oh joy another, here we go again, lovely another
annoyed: fantastic another, wonderful another, brilliant another, as if i didn't have enough
content: could be worse, not too bad, not bad, not half bad, not so bad, can't grumble
triumphant: made it to the top, made it to the summit, made it to the end, we made it, i made it
triumphant: we did it, i did it, she did it, he did it, they did it, against the odds
sleepy: can't sleep, cannot sleep, can't fall asleep, unable to sleep, won't sleep
ecstatic: over the moon, on cloud nine, in seventh heaven, walking on air, on top of the world
ecstatic: jumping for joy, jump for joy, tickled pink, thrilled to bits, on a high, floating on air
ecstatic: happy as a clam, happy as larry, pleased as punch, like a kid in a candy store
ecstatic: full of the joys of spring, on a roll, grinning from ear to ear, like a million dollars
ecstatic: having a ball, have a ball, having the time of my life, time of my life, all smiles
ecstatic: head in the clouds with joy, in high spirits, in good spirits, full of beans
ecstatic: walking on sunshine, dancing on air, king of the world, queen of the world, i'm on fire
ecstatic: happy as a lark, like a dog with two tails, laughing my head off, bursting with joy
joyful: doesn't get better than this, does not get better than this, what's not to love
joyful: couldn't be better, could not be better, couldn't ask for more, couldn't have asked for more
joyful: can't complain, made my day, makes my day, made my week, made my year, best day ever
cheerful: cheer me up, cheers me up, cheering me up, lift me up, lifts me up, brighten my day
cheerful: brighten up my day, brightens my day, pick me up, perk me up, lift my spirits
cheerful: lift my mood, turn this frown upside down, put a smile on my face
energetic: wake me up, get me going, get me moving, hype me up, pump me up, pump up, psych me up
energetic: fire me up, amp me up, get my blood pumping, get me dancing, get me out of bed
energetic: get up and move, get up and dance, get moving, let's go
calm: calm me down, calms me down, calm myself down, talk me down, slow me down, cool me down
calm: settle me down, bring me down gently, cool off, need to come down, calm down, wind me down
calm: ease my mind, soothe my nerves, take the edge off, switch off, zone out, zoning out
sleepy: put me to sleep, help me sleep, let me sleep, nod off, send me to sleep, rock me to sleep
angry: up the wall, pain in the neck, pissed off, lose my mind, losing my mind, losing it
angry: go through the roof, ticked off, let me vent, let off steam at, grinds my gears
angry: did me dirty, does me dirty, so done with, over this, over it, i can't even
terrified: heebie jeebies, the willies, the jitters of fear, shaking in my shoes, as hell that place
terrified: shook to my core, out for blood, blood runs cold in my veins
excited: this slaps, on cloud nine tonight, let's do this, bring it on, smashed it
excited: smashing it, crushed it, crushing it, nailed it, killed it, killing it, slayed it
relaxed: super chill, just vibing, vibing, no rush, take it slow, like water off a duck's back
relaxed: let it slide, all is well, low key evening, easy does it, smooth sailing
sad: feels bad, feels bad man, in my feels, down bad, in shambles, hits different tonight
sad: good cry, have a cry, gutted, cut up about it, not over him, not over her
rejected: left on read, got ghosted, ghosted me, ghosted again, stood me up, stood up again
heartbroken: in pieces, heart ripped out, get over her, get over him, tore me apart
nauseous: turns my stomach, makes me want to throw up, makes me gag
jealous: green with envy, green eyed monster, sour grapes
triumphant: knocked it out of the park, hit the jackpot, come out on top, came out on top
triumphant: against all odds, flying colours, flying colors, win the day, back on my feet
excited: raring to go, can't wait, cannot wait, fired up, pumped up, buzzing with excitement
excited: let's party, paint the town red, let my hair down, let your hair down, living it up
excited: goose bumps of joy, champing at the bit, full of life, full of energy, bursting with energy
loving: head over heels, fallen in love, falling in love, fall in love, lost my heart, soft spot for
loving: madly in love, in love, apple of my eye, love of my life, light of my life, heart of gold
loving: butterflies when i see you, wear my heart on my sleeve, smitten with, sweep me off my feet
loving: swept me off my feet, match made in heaven, close to my heart
resting: lying in, lying on, lying under, lying beside, lying down, lying next to
sad: torn apart, fell apart, falling apart, fall apart, down in the doldrums, bring me down
sad: the blues, weighs on my heart, weigh on my heart, sick at heart, shed a tear, shed tears
sad: feeling blue, feel blue, got the blues, have the blues, down in the dumps, down in the mouth
sad: down and out, in low spirits, out of spirits, long face, feeling down, feel down, feeling low
sad: feel low, so down, heavy heart, lump in my throat, lump in your throat, on the verge of tears
sad: cry my eyes out, crying my eyes out, cried my eyes out, in floods of tears
sad: face like a wet week
sad: under a cloud, reduced to tears, moved to tears, close to tears, bawling my eyes out
heartbroken: heart sank, heart sinks, heart is in my boots, heart in my boots, broken heart
heartbroken: broke my heart, breaks my heart, broken hearted, heart is broken, cut to the quick
heartbroken: heart of stone weeps, left me for good, passed away, gone forever, gone for ever
hopeless: end of my tether, at rock bottom, hit rock bottom, lost all hope, given up, gave up
hopeless: throw in the towel, nothing left to live for, no way out
hopeless: no light at the end of the tunnel
desperate: end of my rope, at my wits end, at my wit's end, last straw, back against the wall
lonely: all alone, on my own, all by myself, left behind, out in the cold, nobody cares
angry: blood is boiling, makes my blood boil, steaming mad, at boiling point, to the boiling point
angry: had it up to here, rubs me the wrong way, pushing my buttons, pushes my buttons, in a huff
angry: last nerve, blow my top, blew my top, flipped out, lost it, spitting nails, seething with
angry: blood boil, blood boils, blood boiling, seeing red, see red, saw red, up in arms
angry: hit the roof, hits the roof, hit the ceiling, blow a fuse, blew a fuse, lose my temper
angry: lost my temper, fed up, at the end of my patience, sick and tired, sick to death, had enough
angry: mad as a hornet, hopping mad, fit to be tied, foaming at the mouth, on the warpath
angry: drives me mad, drives me crazy, gets on my nerves, driving me crazy, bee in my bonnet
angry: bent out of shape, flew off the handle, fly off the handle, go ballistic, steam coming out
angry: makes me sick, at each other's throats, bad blood, makes my skin crawl with rage
terrified: heart skipped a beat, heart stopped, scared to bits, spine tingling, spine chilling
terrified: hair raising, bone chilling, blood curdling, frozen with fear, heart is pounding
terrified: heart is racing, cold shivers
terrified: scared out of my wits, out of my wits, scared stiff, scared to death, frightened to death
terrified: scared silly, shiver down my spine, shivers down my spine, chill down my spine
terrified: chills down my spine, hair stand on end, blood run cold, blood runs cold
terrified: jump out of my skin
terrified: heart in my mouth, white as a sheet, quaking in my boots, shaking like a leaf
terrified: skin crawl, makes my skin crawl, gives me the creeps, the creeps
terrified: something is watching me
nervous: on tenterhooks, nervous wreck, heart in my throat, biting my nails, bite my nails
nervous: tied up in knots, sitting on a powder keg, at breaking point, stressed out
nervous: butterflies in my stomach, on edge, on pins and needles, like a cat on a hot tin roof
nervous: bundle of nerves, cold feet, cold sweat, worried sick, walking on eggshells, on thin ice
nervous: nail biting, edge of my seat, bated breath, knot in my stomach, knots in my stomach
nervous: in a cold sweat, hot under the collar, under pressure, climbing the walls, out of my mind
relaxed: recharge my batteries, recharging my batteries, let off steam, catch my breath
relaxed: at peace, snug as a bug
relaxed: take it easy, taking it easy, peace and quiet, peace of mind, without a care in the world
relaxed: not a care in the world, no worries, chill out, chilling out, wind down, winding down
relaxed: kick back, kicking back, lay back, laid back, put my feet up, feet up, calm and collected
relaxed: let it all go, go with the flow, going with the flow, cool as a cucumber, at ease
relaxed: free of care
relaxed: breathe easy, deep breath, deep breaths, take a breath, still waters, calm after the storm
relieved: weight off my shoulders, weight off my mind, load off my mind, sigh of relief
relieved: out of the woods, safe and sound, all's well that ends well
relieved: light at the end of the tunnel
asleep: sleep like a log, sleeping like a log, sleep like a baby, sound asleep, fast asleep
asleep: drift off
asleep: fall asleep, falling asleep, fell asleep, drifting off, doze off, dozing off
bored: bored stiff, bored to tears, watching paint dry, bored to death
disappointed: let down, fell flat, fall flat, fell through, sold a pup
nostalgic: back in the day, takes me back, take me back, blast from the past, when i was a kid
nostalgic: good old days, down memory lane, memory lane, days gone by, those were the days
ashamed: face like a beetroot, tail between my legs, eat humble pie, egg on my face
tired: dead on my feet, worn out, burnt out, burned out, run down, dog tired
ecstatic: got up on the right side of the bed, everything's coming up roses, what a feeling
ecstatic: laughing until our sides hurt, laugh until i cry, laughed until i cried, made up about it
excited: pedal to the metal, full steam ahead, all systems go, firing on all cylinders, goes hard
excited: this is fire, total banger, absolute banger, sick beat, beat is sick, filthy bass
excited: get this party started, party started, tear the roof off, raise the roof, let rip
triumphant: passed with flying colours, brought the house down, game set and match, top of the world
triumphant: on a winning streak, made it to the top, beat the odds
angry: at loggerheads, blood in my eyes, go to hell, boils my blood, fit of rage, in a rage
angry: mad as hell, rub my nose in it, makes me see red, last straw for me, up to here with
frustrated: round the bend, nuts with it, banging my head against the wall, tearing my hair out
frustrated: pulling my hair out, hitting a brick wall, going round in circles, stuck in a rut
terrified: heart in mouth, jumping at shadows, freaking out, freaked out, freaks me out
terrified: jump scare, scares the life out of me, scares me to death
terrified: skin crawling, crawl up my spine
nervous: hanging by a thread, sweating bullets, bag of nerves, ball of nerves, nerves are shot
nervous: sets me off, set me off, wound up, wound tight, can't sit still, can't calm down
nervous: can't relax, unable to relax, skating on thin ice, sword of damocles
sad: makes me well up, welling up, choked up, chokes me up
sad: get choked up, tears me up, tears my heart
sad: pulls at my heartstrings, tugs at my heartstrings, heart aches, my heart hurts, out of sorts
sad: down in the doldrums, not myself lately, the winter blues, crying in my beer, cry a river
sad: tears in my eyes, tears run down my face, tears streaming down my face
heartbroken: break my heart, breaking my heart, heart in two, tears me to pieces, heart is in pieces
heartbroken: tears my heart out, rips my heart out, broke up with me, broke us up, broken up with
heartbroken: heart shattered, heart is shattered, cried myself to sleep, cry myself to sleep
heartbroken: never came home, didn't come home, won't wake up again
hopeless: dead inside, up the creek, done for, no way back for me, can't go on, what's the point
tired: run off my feet, running on empty, nothing left in the tank, burning the candle at both ends
tired: dead tired, ready to drop, out on my feet
relaxed: at peace with the world, in my happy place, soak it all in, without a worry in the world
relaxed: not a worry in the world, not a cloud in the sky, nothing to do all day, time stands still
relieved: dodged a bullet, saved by the bell, breathe again, in the clear
relieved: off the hook, at long last safe
relieved: burden lifted, home and dry
loving: makes my heart melt, melts my heart, heart melts, skip a beat
loving: only have eyes for, tie the knot
loving: butterflies when he, butterflies when she, love at first sight, you had me at hello
nostalgic: once upon a time when, rose tinted, the good times we had
nostalgic: takes me right back, when we were young
amused: a barrel of laughs, having a laugh, monkey business, up to no good
amused: silly season, cracks me up
lonely: third wheel, nobody to talk to, no one to talk to, eating alone, a crowd of strangers
longing: miss you, miss him, miss her, miss them, missing you, missing him, missing her
"""

IDIOMS: dict[tuple[str, ...], str] = {
    tuple(idiom.split()): plain
    for line in _LISTED.strip().splitlines()
    for plain, _, idioms in (line.partition(": "),)
    for idiom in idioms.split(", ")
}
"""The plain word for each idiom, by its words in lower case."""
