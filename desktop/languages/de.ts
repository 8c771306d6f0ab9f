<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
  <context>
    <name>AboutDialog</name>
    <message>
      <source>About Affetto</source>
      <translation>Über Affetto</translation>
    </message>
    <message>
      <source>Licences</source>
      <translation>Lizenzen</translation>
    </message>
    <message>
      <source>Say what you feel, hear it as music. Everything happens on this computer: nothing you say leaves it.</source>
      <translation>Sag, was du fühlst, und hör es als Musik. Alles geschieht auf diesem Rechner: Nichts, was du sagst, verlässt ihn.</translation>
    </message>
    <message>
      <source>The music vectors may not be used commercially. The full texts are in THIRD_PARTY.md and beside each file.</source>
      <translation>Die Musikvektoren dürfen nicht gewerblich genutzt werden. Die vollen Texte stehen in THIRD_PARTY.md und neben jeder Datei.</translation>
    </message>
  </context>
  <context>
    <name>Actions</name>
    <message>
      <source>&amp;About Affetto</source>
      <translation>Ü&amp;ber Affetto</translation>
    </message>
    <message>
      <source>&amp;Brighter</source>
      <translation>&amp;Heller</translation>
    </message>
    <message>
      <source>&amp;Calmer</source>
      <translation>&amp;Ruhiger</translation>
    </message>
    <message>
      <source>&amp;Compose</source>
      <translation>&amp;Komponieren</translation>
    </message>
    <message>
      <source>&amp;Export…</source>
      <translation>E&amp;xportieren …</translation>
    </message>
    <message>
      <source>&amp;Faster</source>
      <translation>&amp;Schneller</translation>
    </message>
    <message>
      <source>&amp;Full screen</source>
      <translation>&amp;Vollbild</translation>
    </message>
    <message>
      <source>&amp;Happier</source>
      <translation>&amp;Fröhlicher</translation>
    </message>
    <message>
      <source>&amp;Hum a tune</source>
      <translation>Melodie s&amp;ummen</translation>
    </message>
    <message>
      <source>&amp;Open…</source>
      <translation>Ö&amp;ffnen …</translation>
    </message>
    <message>
      <source>&amp;Over and over</source>
      <translation>&amp;Immer wieder</translation>
    </message>
    <message>
      <source>&amp;Pause</source>
      <translation>&amp;Pause</translation>
    </message>
    <message>
      <source>&amp;Play</source>
      <translation>Abs&amp;pielen</translation>
    </message>
    <message>
      <source>&amp;Preferences…</source>
      <translation>&amp;Einstellungen …</translation>
    </message>
    <message>
      <source>&amp;Quit</source>
      <translation>&amp;Beenden</translation>
    </message>
    <message>
      <source>&amp;Speak</source>
      <translation>&amp;Sprechen</translation>
    </message>
    <message>
      <source>&amp;Stop listening</source>
      <translation>Nicht mehr &amp;zuhören</translation>
    </message>
    <message>
      <source>&amp;Trash…</source>
      <translation>Papierk&amp;orb …</translation>
    </message>
    <message>
      <source>&amp;Undo</source>
      <translation>&amp;Rückgängig</translation>
    </message>
    <message>
      <source>Another &amp;take</source>
      <translation>Neue &amp;Fassung</translation>
    </message>
    <message>
      <source>B&amp;usier</source>
      <translation>&amp;Belebter</translation>
    </message>
    <message>
      <source>C&amp;ancel</source>
      <translation>&amp;Abbrechen</translation>
    </message>
    <message>
      <source>Compose another song for the same wish</source>
      <translation>Ein anderes Stück zum selben Wunsch komponieren</translation>
    </message>
    <message>
      <source>Hum or sing a tune: it becomes a song, as the wish says if there is one</source>
      <translation>Summe oder singe eine Melodie: Sie wird zum Stück, so wie es der Wunsch sagt, wenn einer da ist</translation>
    </message>
    <message>
      <source>Lon&amp;ger by half a minute</source>
      <translation>Eine halbe Minute &amp;länger</translation>
    </message>
    <message>
      <source>Make a song of what was heard</source>
      <translation>Aus dem Gehörten ein Stück machen</translation>
    </message>
    <message>
      <source>More &amp;tense</source>
      <translation>&amp;Gespannter</translation>
    </message>
    <message>
      <source>More e&amp;xciting</source>
      <translation>&amp;Aufregender</translation>
    </message>
    <message>
      <source>New &amp;melody</source>
      <translation>Neue &amp;Melodie</translation>
    </message>
    <message>
      <source>New accompa&amp;niment</source>
      <translation>Neue Begleit&amp;ung</translation>
    </message>
    <message>
      <source>New cho&amp;rds</source>
      <translation>Neue Akk&amp;orde</translation>
    </message>
    <message>
      <source>Re&amp;do</source>
      <translation>&amp;Wiederholen</translation>
    </message>
    <message>
      <source>Rewrite this &amp;section</source>
      <translation>Diesen &amp;Abschnitt neu schreiben</translation>
    </message>
    <message>
      <source>S&amp;adder</source>
      <translation>&amp;Trauriger</translation>
    </message>
    <message>
      <source>S&amp;lower</source>
      <translation>Lan&amp;gsamer</translation>
    </message>
    <message>
      <source>S&amp;parser</source>
      <translation>S&amp;parsamer</translation>
    </message>
    <message>
      <source>Stop &amp;humming</source>
      <translation>S&amp;ummen beenden</translation>
    </message>
    <message>
      <source>Write &amp;anew</source>
      <translation>&amp;Neu schreiben</translation>
    </message>
    <message>
      <source>Write {bars} anew, all else staying</source>
      <translation>{bars} neu schreiben, alles andere bleibt</translation>
    </message>
    <message>
      <source>Your &amp;composers</source>
      <translation>&amp;Deine Komponisten</translation>
    </message>
    <message>
      <source>Your &amp;songs</source>
      <translation>Deine Stü&amp;cke</translation>
    </message>
  </context>
  <context>
    <name>ActivityBar</name>
    <message>
      <source>Cancel</source>
      <translation>Abbrechen</translation>
    </message>
    <message>
      <source>Progress</source>
      <translation>Fortschritt</translation>
    </message>
    <message>
      <source>Stop this (Esc)</source>
      <translation>Anhalten (Esc)</translation>
    </message>
  </context>
  <context>
    <name>ChangesView</name>
    <message>
      <source>Change the song</source>
      <translation>Das Stück ändern</translation>
    </message>
    <message>
      <source>Make it sadder, calmer, busier … or say so</source>
      <translation>Trauriger, ruhiger, belebter … oder sag es einfach</translation>
    </message>
    <message>
      <source>More</source>
      <translation>Mehr</translation>
    </message>
    <message>
      <source>Whole song</source>
      <translation>Ganzes Stück</translation>
    </message>
    <message>
      <source>{where}:</source>
      <translation>{where}:</translation>
    </message>
  </context>
  <context>
    <name>Choices</name>
    <message>
      <source>Say or type a wish.</source>
      <translation>Sag oder schreib einen Wunsch.</translation>
    </message>
    <message>
      <source>{name} composes from now on.</source>
      <translation>Von jetzt an komponiert {name}.</translation>
    </message>
  </context>
  <context>
    <name>ChoicesView</name>
    <message>
      <source>Com&amp;poser</source>
      <translation>Kom&amp;ponist</translation>
    </message>
    <message>
      <source>Compose this wish and seed with another composer</source>
      <translation>Diesen Wunsch mit derselben Startzahl anders komponieren</translation>
    </message>
    <message>
      <source>Composer</source>
      <translation>Komponist</translation>
    </message>
    <message>
      <source>Hear the same notes played by something else</source>
      <translation>Dieselben Noten von etwas anderem gespielt hören</translation>
    </message>
    <message>
      <source>S&amp;ound</source>
      <translation>&amp;Klang</translation>
    </message>
    <message>
      <source>Sound</source>
      <translation>Klang</translation>
    </message>
  </context>
  <context>
    <name>ChordOffersView</name>
    <message>
      <source>Hear {chord}</source>
      <translation>{chord} anhören</translation>
    </message>
    <message>
      <source>Instead of {chord}:</source>
      <translation>Statt {chord}:</translation>
    </message>
    <message>
      <source>Put in</source>
      <translation>Einsetzen</translation>
    </message>
    <message>
      <source>Put in {chord}: {does}</source>
      <translation>{chord} einsetzen: {does}</translation>
    </message>
  </context>
  <context>
    <name>ChordStrip</name>
    <message>
      <source>Chords</source>
      <translation>Akkorde</translation>
    </message>
    <message>
      <source>{chord} in bar {bar}, {n} of {all}; Return offers others</source>
      <translation>{chord} in Takt {bar}, {n} von {all}; die Eingabetaste bietet andere an</translation>
    </message>
  </context>
  <context>
    <name>ComingView</name>
    <message>
      <source>Your song is on its way</source>
      <translation>Dein Stück ist unterwegs</translation>
    </message>
  </context>
  <context>
    <name>ComposersView</name>
    <message>
      <source>A Boltzmann machine knows much music already. Let it go on learning from songs of your own, and compose with it. Your music stays on this computer.</source>
      <translation>Eine Boltzmann-Maschine kennt schon viel Musik. Lass sie von deinen eigenen Stücken weiterlernen und komponiere mit ihr. Deine Musik bleibt auf diesem Rechner.</translation>
    </message>
    <message>
      <source>Back to the song</source>
      <translation>Zurück zum Stück</translation>
    </message>
    <message>
      <source>Your composers</source>
      <translation>Deine Komponisten</translation>
    </message>
  </context>
  <context>
    <name>ComposersViewModel</name>
    <message>
      <source>Compose with it</source>
      <translation>Damit komponieren</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>Rückgängig</translation>
    </message>
    <message>
      <source>{name} was deleted.</source>
      <translation>{name} wurde gelöscht.</translation>
    </message>
    <message>
      <source>“{name}” was forgotten.</source>
      <translation>„{name}“ wurde vergessen.</translation>
    </message>
  </context>
  <context>
    <name>Conversation</name>
    <message>
      <source>Heard: {change}</source>
      <translation>Gehört: {change}</translation>
    </message>
    <message>
      <source>It was a new wish</source>
      <translation>Es war ein neuer Wunsch</translation>
    </message>
    <message>
      <source>That was not understood, and the song stays as it is.</source>
      <translation>Das wurde nicht verstanden, und das Stück bleibt, wie es ist.</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>Rückgängig</translation>
    </message>
    <message>
      <source>You could say {meant}, or another wish.</source>
      <translation>Du könntest {meant} sagen oder einen anderen Wunsch.</translation>
    </message>
    <message>
      <source>“{first}” or “{second}”</source>
      <translation>„{first}“ oder „{second}“</translation>
    </message>
    <message>
      <source>”, “</source>
      <translation>“, „</translation>
    </message>
  </context>
  <context>
    <name>DialogOpener</name>
    <message>
      <source>&amp;Bring all back</source>
      <translation>Alle &amp;zurückholen</translation>
    </message>
    <message>
      <source>&amp;Remove for good</source>
      <translation>&amp;Endgültig löschen</translation>
    </message>
    <message>
      <source>A folder with MIDI files</source>
      <translation>Ein Ordner mit MIDI-Dateien</translation>
    </message>
    <message>
      <source>Copy to a folder</source>
      <translation>In einen Ordner kopieren</translation>
    </message>
    <message>
      <source>One take is in the trash.</source>
      <translation>Eine Fassung liegt im Papierkorb.</translation>
    </message>
    <message>
      <source>The trash is empty.</source>
      <translation>Der Papierkorb ist leer.</translation>
    </message>
    <message>
      <source>Trash</source>
      <translation>Papierkorb</translation>
    </message>
    <message>
      <source>{n} takes are in the trash.</source>
      <translation>{n} Fassungen liegen im Papierkorb.</translation>
    </message>
  </context>
  <context>
    <name>DragHandle</name>
    <message>
      <source>Drag this into another program to have the song there as {kind}</source>
      <translation>Zieh dies in ein anderes Programm, um das Stück dort als {kind} zu haben</translation>
    </message>
    <message>
      <source>♫ {kind}</source>
      <translation>♫ {kind}</translation>
    </message>
  </context>
  <context>
    <name>EmotionPlane</name>
    <message>
      <source>Emotion plane</source>
      <translation>Gefühlsebene</translation>
    </message>
    <message>
      <source>calm</source>
      <translation>ruhig</translation>
    </message>
    <message>
      <source>excited</source>
      <translation>aufgeregt</translation>
    </message>
    <message>
      <source>now: {what}</source>
      <translation>jetzt: {what}</translation>
    </message>
    <message>
      <source>sad</source>
      <translation>traurig</translation>
    </message>
    <message>
      <source>tense</source>
      <translation>angespannt</translation>
    </message>
  </context>
  <context>
    <name>EmotionView</name>
    <message>
      <source>Words I do not know: {words}</source>
      <translation>Wörter, die ich nicht kenne: {words}</translation>
    </message>
  </context>
  <context>
    <name>EngineClient</name>
    <message>
      <source>It was started again and your words are kept: try once more.</source>
      <translation>Sie läuft wieder, und deine Worte sind noch da: Versuch es noch einmal.</translation>
    </message>
    <message>
      <source>the engine stopped unexpectedly</source>
      <translation>die Musikmaschine ist unerwartet stehen geblieben</translation>
    </message>
  </context>
  <context>
    <name>ExportDialog</name>
    <message>
      <source>Export</source>
      <translation>Exportieren</translation>
    </message>
  </context>
  <context>
    <name>ExportView</name>
    <message>
      <source>Export</source>
      <translation>Exportieren</translation>
    </message>
    <message>
      <source>For a studio</source>
      <translation>Fürs Studio</translation>
    </message>
    <message>
      <source>To listen</source>
      <translation>Zum Hören</translation>
    </message>
    <message>
      <source>To open here again</source>
      <translation>Um es hier wieder zu öffnen</translation>
    </message>
    <message>
      <source>To play from</source>
      <translation>Um daraus zu spielen</translation>
    </message>
    <message>
      <source>Write the song to a file</source>
      <translation>Das Stück in eine Datei schreiben</translation>
    </message>
    <message>
      <source>{name} (*{suffix})</source>
      <translation>{name} (*{suffix})</translation>
    </message>
  </context>
  <context>
    <name>Hearing</name>
    <message>
      <source>Getting ready</source>
      <translation>Bereitet sich vor</translation>
    </message>
    <message>
      <source>No words were heard.</source>
      <translation>Es waren keine Worte zu hören.</translation>
    </message>
    <message>
      <source>Speak a little louder or closer, or type your wish.</source>
      <translation>Sprich etwas lauter oder näher, oder tippe deinen Wunsch.</translation>
    </message>
    <message>
      <source>What was heard until then stands in the wish. Complete it and press Enter, or choose a microphone that works and say it again.</source>
      <translation>Was bis dahin zu hören war, steht im Wunsch. Ergänze es und drück die Eingabetaste, oder wähl ein Mikrofon, das geht, und sag es noch einmal.</translation>
    </message>
    <message>
      <source>Writing down your words</source>
      <translation>Schreibt deine Worte auf</translation>
    </message>
  </context>
  <context>
    <name>InsightView</name>
    <message>
      <source>From noise to a bar</source>
      <translation>Vom Rauschen zum Takt</translation>
    </message>
    <message>
      <source>From noise to a bar: the machine changes all notes at once, step after step, until they suit each other. Upwards is higher, to the right is later.</source>
      <translation>Vom Rauschen zum Takt: Die Maschine ändert alle Töne zugleich, Schritt für Schritt, bis sie zueinander passen. Nach oben ist höher, nach rechts ist später.</translation>
    </message>
    <message>
      <source>Inside {name}</source>
      <translation>{name} von innen</translation>
    </message>
    <message>
      <source>Looking into {name} …</source>
      <translation>{name} wird angesehen …</translation>
    </message>
    <message>
      <source>What it listens for</source>
      <translation>Worauf sie hört</translation>
    </message>
    <message>
      <source>What it listens for: each unit calls for the notes in red and speaks against those in blue. Below: holding on, silence.</source>
      <translation>Worauf sie hört: Jede Einheit verlangt die roten Töne und spricht gegen die blauen. Unten: Weiterklingen, Stille.</translation>
    </message>
    <message>
      <source>a bar</source>
      <translation>ein Takt</translation>
    </message>
    <message>
      <source>noise</source>
      <translation>Rauschen</translation>
    </message>
  </context>
  <context>
    <name>LearningCurve</name>
    <message>
      <source>Beginning</source>
      <translation>Anfang</translation>
    </message>
    <message>
      <source>End of the lesson</source>
      <translation>Ende der Lektion</translation>
    </message>
    <message>
      <source>How well it knows the music</source>
      <translation>Wie gut sie die Musik kennt</translation>
    </message>
    <message>
      <source>Notes guessed, your songs</source>
      <translation>Erratene Töne, deine Stücke</translation>
    </message>
    <message>
      <source>chords</source>
      <translation>Akkorde</translation>
    </message>
    <message>
      <source>melody</source>
      <translation>Melodie</translation>
    </message>
    <message>
      <source>songs held back</source>
      <translation>zurückgehaltene Stücke</translation>
    </message>
  </context>
  <context>
    <name>Lesson</name>
    <message>
      <source>A wish could not say “{name}”</source>
      <translation>Ein Wunsch könnte „{name}“ nicht sagen</translation>
    </message>
    <message>
      <source>Choose a name with a word in it.</source>
      <translation>Wähl einen Namen, in dem ein Wort steht.</translation>
    </message>
  </context>
  <context>
    <name>LessonView</name>
    <message>
      <source>&amp;Name</source>
      <translation>&amp;Name</translation>
    </message>
    <message>
      <source>A composer: songs like this music</source>
      <translation>Ein Komponist: Stücke wie diese Musik</translation>
    </message>
    <message>
      <source>A mood: wishes may call music like this by name</source>
      <translation>Eine Stimmung: Wünsche können solche Musik beim Namen nennen</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Abbrechen</translation>
    </message>
    <message>
      <source>Choose a folder…</source>
      <translation>Ordner wählen …</translation>
    </message>
    <message>
      <source>How far it is</source>
      <translation>Wie weit es ist</translation>
    </message>
    <message>
      <source>Keeping what it has learned …</source>
      <translation>Was gelernt ist, wird behalten …</translation>
    </message>
    <message>
      <source>Learn</source>
      <translation>Lernen</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>Name</translation>
    </message>
    <message>
      <source>Or drop one here: MIDI files of songs, a handful or thousands.</source>
      <translation>Oder zieh einen hierher: MIDI-Dateien von Stücken, eine Handvoll oder Tausende.</translation>
    </message>
    <message>
      <source>Reading</source>
      <translation>Wird gelesen</translation>
    </message>
    <message>
      <source>Stop and keep</source>
      <translation>Anhalten und behalten</translation>
    </message>
    <message>
      <source>{found} in {folder}</source>
      <translation>{found} in {folder}</translation>
    </message>
  </context>
  <context>
    <name>MicrophoneName</name>
    <message>
      <source>Choose the microphone, and see whether it hears you</source>
      <translation>Das Mikrofon wählen und sehen, ob es dich hört</translation>
    </message>
    <message>
      <source>Microphone</source>
      <translation>Mikrofon</translation>
    </message>
    <message>
      <source>Microphone: {name}</source>
      <translation>Mikrofon: {name}</translation>
    </message>
    <message>
      <source>as the system has it</source>
      <translation>wie im System eingestellt</translation>
    </message>
  </context>
  <context>
    <name>MicrophoneView</name>
    <message>
      <source>As the system has it</source>
      <translation>Wie im System eingestellt</translation>
    </message>
    <message>
      <source>Microphone</source>
      <translation>Mikrofon</translation>
    </message>
    <message>
      <source>Microphone level</source>
      <translation>Pegel des Mikrofons</translation>
    </message>
    <message>
      <source>Say something: the bars move with your voice.</source>
      <translation>Sag etwas: Die Balken folgen deiner Stimme.</translation>
    </message>
  </context>
  <context>
    <name>News</name>
    <message>
      <source>Changing the song</source>
      <translation>Ändert das Stück</translation>
    </message>
    <message>
      <source>Composing</source>
      <translation>Komponiert</translation>
    </message>
    <message>
      <source>Finding out what you mean</source>
      <translation>Findet heraus, was du meinst</translation>
    </message>
    <message>
      <source>Getting ready</source>
      <translation>Bereitet sich vor</translation>
    </message>
    <message>
      <source>Not as asked: {what}.</source>
      <translation>Nicht wie gewünscht: {what}.</translation>
    </message>
    <message>
      <source>Opening the song</source>
      <translation>Öffnet das Stück</translation>
    </message>
    <message>
      <source>Playing it on the instruments</source>
      <translation>Spielt es auf den Instrumenten</translation>
    </message>
    <message>
      <source>Press the microphone and speak, or type what you feel.</source>
      <translation>Drück aufs Mikrofon und sprich, oder tippe, was du fühlst.</translation>
    </message>
    <message>
      <source>Saved {name}.</source>
      <translation>{name} ist gespeichert.</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>Im Ordner zeigen</translation>
    </message>
    <message>
      <source>There is no wish yet.</source>
      <translation>Noch gibt es keinen Wunsch.</translation>
    </message>
    <message>
      <source>Working</source>
      <translation>Arbeitet</translation>
    </message>
    <message>
      <source>Writing down your tune</source>
      <translation>Schreibt deine Melodie auf</translation>
    </message>
    <message>
      <source>Writing down your words</source>
      <translation>Schreibt deine Worte auf</translation>
    </message>
  </context>
  <context>
    <name>NoticeBar</name>
    <message>
      <source>Close the notice</source>
      <translation>Hinweis schließen</translation>
    </message>
    <message>
      <source>Details</source>
      <translation>Einzelheiten</translation>
    </message>
  </context>
  <context>
    <name>OpenDialog</name>
    <message>
      <source>Open a song</source>
      <translation>Ein Stück öffnen</translation>
    </message>
    <message>
      <source>Songs and music (*.affetto *.mid *.midi *.musicxml *.mxl *.xml)</source>
      <translation>Stücke und Noten (*.affetto *.mid *.midi *.musicxml *.mxl *.xml)</translation>
    </message>
    <message>
      <source>Songs of Affetto (*.affetto)</source>
      <translation>Stücke von Affetto (*.affetto)</translation>
    </message>
  </context>
  <context>
    <name>OwnComposersView</name>
    <message>
      <source>Compose with it</source>
      <translation>Damit komponieren</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>Löschen</translation>
    </message>
    <message>
      <source>Forget</source>
      <translation>Vergessen</translation>
    </message>
    <message>
      <source>Look into</source>
      <translation>Hineinsehen</translation>
    </message>
    <message>
      <source>Moods</source>
      <translation>Stimmungen</translation>
    </message>
    <message>
      <source>Name of the composer</source>
      <translation>Name des Komponisten</translation>
    </message>
    <message>
      <source>Rename</source>
      <translation>Umbenennen</translation>
    </message>
    <message>
      <source>Rename…</source>
      <translation>Umbenennen …</translation>
    </message>
    <message>
      <source>the one that Affetto brings along</source>
      <translation>die, die Affetto mitbringt</translation>
    </message>
    <message>
      <source>{action}: {name}</source>
      <translation>{action}: {name}</translation>
    </message>
  </context>
  <context>
    <name>Patience</name>
    <message>
      <source>The song is still being made: your words come next.</source>
      <translation>Das Stück entsteht noch: Deine Worte kommen gleich dran.</translation>
    </message>
  </context>
  <context>
    <name>PianoRoll</name>
    <message>
      <source>; chosen: {bars}</source>
      <translation>; gewählt: {bars}</translation>
    </message>
    <message>
      <source>Piano roll</source>
      <translation>Notenrolle</translation>
    </message>
    <message>
      <source>{notes} notes, {melody} of them in the melody, in {length}</source>
      <translation>{notes} Noten, davon {melody} in der Melodie, in {length}</translation>
    </message>
  </context>
  <context>
    <name>PlacesPage</name>
    <message>
      <source>Choose a folder</source>
      <translation>Ordner wählen</translation>
    </message>
    <message>
      <source>Choose…</source>
      <translation>Wählen …</translation>
    </message>
    <message>
      <source>E&amp;xport to</source>
      <translation>E&amp;xportieren nach</translation>
    </message>
    <message>
      <source>Forget how I speak</source>
      <translation>Vergessen, wie ich spreche</translation>
    </message>
    <message>
      <source>Forget the files</source>
      <translation>Die Dateien vergessen</translation>
    </message>
    <message>
      <source>Keep &amp;recordings of my wishes</source>
      <translation>A&amp;ufnahmen meiner Wünsche behalten</translation>
    </message>
    <message>
      <source>Keep &amp;takes in</source>
      <translation>&amp;Fassungen behalten in</translation>
    </message>
    <message>
      <source>List the &amp;files that I opened</source>
      <translation>Geöffnete &amp;Dateien auflisten</translation>
    </message>
    <message>
      <source>Nothing of this leaves this computer.</source>
      <translation>Nichts davon verlässt diesen Rechner.</translation>
    </message>
    <message>
      <source>Takes made so far stay where they are.</source>
      <translation>Die bisherigen Fassungen bleiben, wo sie sind.</translation>
    </message>
    <message>
      <source>{what}: choose a folder</source>
      <translation>{what}: Ordner wählen</translation>
    </message>
  </context>
  <context>
    <name>PlaybackView</name>
    <message>
      <source>Volume: {n} %</source>
      <translation>Lautstärke: {n} %</translation>
    </message>
  </context>
  <context>
    <name>PreferencesDialog</name>
    <message>
      <source> s</source>
      <translation> s</translation>
    </message>
    <message>
      <source> s of silence</source>
      <translation> s Stille</translation>
    </message>
    <message>
      <source>&amp;Colours</source>
      <translation>&amp;Farben</translation>
    </message>
    <message>
      <source>&amp;General</source>
      <translation>&amp;Allgemein</translation>
    </message>
    <message>
      <source>&amp;Loudspeaker</source>
      <translation>&amp;Lautsprecher</translation>
    </message>
    <message>
      <source>&amp;Microphone</source>
      <translation>&amp;Mikrofon</translation>
    </message>
    <message>
      <source>&amp;Places and privacy</source>
      <translation>&amp;Orte und Privates</translation>
    </message>
    <message>
      <source>&amp;Stop listening after</source>
      <translation>&amp;Zuhören endet nach</translation>
    </message>
    <message>
      <source>As streaming services play it (−14 LUFS)</source>
      <translation>Wie bei Streamingdiensten (−14 LUFS)</translation>
    </message>
    <message>
      <source>As the system has it</source>
      <translation>Wie im System eingestellt</translation>
    </message>
    <message>
      <source>Choose a soundfont file</source>
      <translation>Eine Soundfont-Datei wählen</translation>
    </message>
    <message>
      <source>Choose…</source>
      <translation>Wählen …</translation>
    </message>
    <message>
      <source>Compare words &amp;with</source>
      <translation>&amp;Worte vergleichen mit</translation>
    </message>
    <message>
      <source>Dark</source>
      <translation>Dunkel</translation>
    </message>
    <message>
      <source>EMOPIA, labelled by listeners, not for commercial use</source>
      <translation>EMOPIA, von Hörern beschriftet, nicht für gewerbliche Zwecke</translation>
    </message>
    <message>
      <source>Found out</source>
      <translation>Wird erkannt</translation>
    </message>
    <message>
      <source>I sp&amp;eak</source>
      <translation>Ich spr&amp;eche</translation>
    </message>
    <message>
      <source>Length of a &amp;song</source>
      <translation>Länge eines &amp;Stücks</translation>
    </message>
    <message>
      <source>Let it count how I say a wish</source>
      <translation>Mitzählen, wie ich einen Wunsch sage</translation>
    </message>
    <message>
      <source>Let nothing move that need not</source>
      <translation>Nichts bewegen, was sich nicht bewegen muss</translation>
    </message>
    <message>
      <source>Light</source>
      <translation>Hell</translation>
    </message>
    <message>
      <source>Looking for microphones and loudspeakers …</source>
      <translation>Sucht Mikrofone und Lautsprecher …</translation>
    </message>
    <message>
      <source>Lou&amp;dness of a song</source>
      <translation>L&amp;autheit eines Stücks</translation>
    </message>
    <message>
      <source>Loud (−11 LUFS)</source>
      <translation>Laut (−11 LUFS)</translation>
    </message>
    <message>
      <source>Mo&amp;vement</source>
      <translation>&amp;Bewegung</translation>
    </message>
    <message>
      <source>My vo&amp;ice</source>
      <translation>Meine St&amp;imme</translation>
    </message>
    <message>
      <source>No loudspeaker was found.</source>
      <translation>Es wurde kein Lautsprecher gefunden.</translation>
    </message>
    <message>
      <source>No microphone was found.</source>
      <translation>Es wurde kein Mikrofon gefunden.</translation>
    </message>
    <message>
      <source>Open music, free of strings</source>
      <translation>Freie Musik ohne Auflagen</translation>
    </message>
    <message>
      <source>Pitch, loudness and pace, against how you usually speak. Kept on this machine.</source>
      <translation>Tonhöhe, Lautstärke und Tempo, verglichen damit, wie du sonst sprichst. Bleibt auf diesem Rechner.</translation>
    </message>
    <message>
      <source>Preferences</source>
      <translation>Einstellungen</translation>
    </message>
    <message>
      <source>Quiet, as on the radio (−23 LUFS)</source>
      <translation>Leise, wie im Radio (−23 LUFS)</translation>
    </message>
    <message>
      <source>Size of &amp;text</source>
      <translation>Schrift&amp;größe</translation>
    </message>
    <message>
      <source>Sound&amp;font file</source>
      <translation>Sound&amp;font-Datei</translation>
    </message>
    <message>
      <source>Soundfont</source>
      <translation>Soundfont</translation>
    </message>
    <message>
      <source>Soundfont file</source>
      <translation>Soundfont-Datei</translation>
    </message>
    <message>
      <source>Soundfonts (*.sf2 *.sf3)</source>
      <translation>Soundfonts (*.sf2 *.sf3)</translation>
    </message>
    <message>
      <source>The one that Affetto brings along</source>
      <translation>Die von Affetto mitgebrachte</translation>
    </message>
    <message>
      <source>Usual (−16 LUFS)</source>
      <translation>Üblich (−16 LUFS)</translation>
    </message>
    <message>
      <source>Wi&amp;ndow in</source>
      <translation>Fe&amp;nster auf</translation>
    </message>
    <message>
      <source>{n} % of the system's</source>
      <translation>{n} % der des Systems</translation>
    </message>
    <message>
      <source>{n} LUFS</source>
      <translation>{n} LUFS</translation>
    </message>
  </context>
  <context>
    <name>RecentMenu</name>
    <message>
      <source>Nothing was opened yet</source>
      <translation>Noch nichts geöffnet</translation>
    </message>
    <message>
      <source>Open &amp;recent</source>
      <translation>&amp;Zuletzt geöffnet</translation>
    </message>
  </context>
  <context>
    <name>RecordView</name>
    <message>
      <source>Heard in {language}.</source>
      <translation>Gehört auf {language}.</translation>
    </message>
    <message>
      <source>Listening … {time}</source>
      <translation>Hört zu … {time}</translation>
    </message>
    <message>
      <source>Microphone level</source>
      <translation>Pegel des Mikrofons</translation>
    </message>
    <message>
      <source>Opening the microphone …</source>
      <translation>Öffnet das Mikrofon …</translation>
    </message>
    <message>
      <source>Press and speak, or hold Space</source>
      <translation>Drücken oder Leertaste</translation>
    </message>
    <message>
      <source>Silence … stops in {seconds} s</source>
      <translation>Stille … endet in {seconds} s</translation>
    </message>
    <message>
      <source>Speak your wish</source>
      <translation>Sprich deinen Wunsch</translation>
    </message>
    <message>
      <source>Stop listening</source>
      <translation>Nicht mehr zuhören</translation>
    </message>
    <message>
      <source>{name} (hold Space)</source>
      <translation>{name} (Leertaste halten)</translation>
    </message>
  </context>
  <context>
    <name>Request</name>
    <message>
      <source>the job was cancelled</source>
      <translation>die Aufgabe wurde abgebrochen</translation>
    </message>
  </context>
  <context>
    <name>Restoring</name>
    <message>
      <source>Marked as a favourite.</source>
      <translation>Als Liebling markiert.</translation>
    </message>
    <message>
      <source>The take is in the trash.</source>
      <translation>Die Fassung liegt im Papierkorb.</translation>
    </message>
    <message>
      <source>This is the first take of the song.</source>
      <translation>Dies ist die erste Fassung des Stücks.</translation>
    </message>
    <message>
      <source>This take could not be kept: {why}.</source>
      <translation>Diese Fassung konnte nicht aufbewahrt werden: {why}.</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>Rückgängig</translation>
    </message>
    <message>
      <source>{n} takes are in the trash.</source>
      <translation>{n} Fassungen liegen im Papierkorb.</translation>
    </message>
    <message>
      <source>{n} takes were added.</source>
      <translation>{n} Fassungen wurden hinzugefügt.</translation>
    </message>
    <message>
      <source>{n} takes were copied.</source>
      <translation>{n} Fassungen wurden kopiert.</translation>
    </message>
  </context>
  <context>
    <name>ScoreView</name>
    <message>
      <source>Chosen: {bars}. Changes act there alone. Esc lets go.</source>
      <translation>Gewählt: {bars}. Änderungen wirken nur dort. Esc lässt los.</translation>
    </message>
    <message>
      <source>Drag over the notes to choose bars (or press Shift and an arrow key).</source>
      <translation>Zieh über die Noten, um Takte zu wählen (oder Umschalt und eine Pfeiltaste).</translation>
    </message>
    <message>
      <source>“{wish}”</source>
      <translation>„{wish}“</translation>
    </message>
  </context>
  <context>
    <name>SeedField</name>
    <message>
      <source>Seed</source>
      <translation>Startzahl</translation>
    </message>
    <message>
      <source>Seed: the same wish and seed give the same song. Type an old seed and press Enter.</source>
      <translation>Startzahl: Derselbe Wunsch mit derselben Zahl gibt dasselbe Stück. Tippe eine alte Zahl und drück die Eingabetaste.</translation>
    </message>
  </context>
  <context>
    <name>SeekBar</name>
    <message>
      <source>Position in the song</source>
      <translation>Stelle im Stück</translation>
    </message>
  </context>
  <context>
    <name>SongView</name>
    <message>
      <source>Details</source>
      <translation>Einzelheiten</translation>
    </message>
    <message>
      <source>Who composes, what plays, and the seed</source>
      <translation>Wer komponiert, was spielt, und die Startzahl</translation>
    </message>
  </context>
  <context>
    <name>SongViewModel</name>
    <message>
      <source>A hummed tune</source>
      <translation>Eine gesummte Melodie</translation>
    </message>
  </context>
  <context>
    <name>TakeDelegate</name>
    <message>
      <source>Name</source>
      <translation>Name</translation>
    </message>
  </context>
  <context>
    <name>TakeListModel</name>
    <message>
      <source>favourite</source>
      <translation>Liebling</translation>
    </message>
    <message>
      <source>shown</source>
      <translation>gezeigt</translation>
    </message>
    <message>
      <source>unfinished</source>
      <translation>unvollendet</translation>
    </message>
    <message>
      <source>{title}, takes: {n}</source>
      <translation>{title}, Fassungen: {n}</translation>
    </message>
    <message>
      <source>{wish}
{when:%Y-%m-%d %H:%M}, seed {seed}</source>
      <translation>{wish}
{when:%d.%m.%Y %H:%M}, Startzahl {seed}</translation>
    </message>
  </context>
  <context>
    <name>TakesView</name>
    <message>
      <source>&amp;Add songs…</source>
      <translation>Stücke &amp;hinzufügen …</translation>
    </message>
    <message>
      <source>&amp;Copy to a folder…</source>
      <translation>In einen Ordner &amp;kopieren …</translation>
    </message>
    <message>
      <source>&amp;Delete</source>
      <translation>&amp;Löschen</translation>
    </message>
    <message>
      <source>&amp;Favourite</source>
      <translation>Lie&amp;bling</translation>
    </message>
    <message>
      <source>&amp;Rename</source>
      <translation>&amp;Umbenennen</translation>
    </message>
    <message>
      <source>Clear the search</source>
      <translation>Suche leeren</translation>
    </message>
    <message>
      <source>New song</source>
      <translation>Neues Stück</translation>
    </message>
    <message>
      <source>No song has these words.</source>
      <translation>Kein Stück hat diese Worte.</translation>
    </message>
    <message>
      <source>Search</source>
      <translation>Suchen</translation>
    </message>
    <message>
      <source>Search in your songs</source>
      <translation>In deinen Stücken suchen</translation>
    </message>
    <message>
      <source>Your songs and their takes</source>
      <translation>Deine Stücke und ihre Fassungen</translation>
    </message>
    <message>
      <source>Your songs will be listed here.</source>
      <translation>Hier werden deine Stücke stehen.</translation>
    </message>
  </context>
  <context>
    <name>TuneHearing</name>
    <message>
      <source>Hum again</source>
      <translation>Noch einmal summen</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>Noch einmal versuchen</translation>
    </message>
    <message>
      <source>Use what was heard</source>
      <translation>Das Gehörte nehmen</translation>
    </message>
  </context>
  <context>
    <name>UnderstoodView</name>
    <message>
      <source>Show which words say what</source>
      <translation>Zeigen, welche Worte was sagen</translation>
    </message>
    <message>
      <source>Why?</source>
      <translation>Warum?</translation>
    </message>
  </context>
  <context>
    <name>WelcomeView</name>
    <message>
      <source>A quiet, rainy evening alone by the window</source>
      <translation>Ein stiller, verregneter Abend allein am Fenster</translation>
    </message>
    <message>
      <source>Compose: {wish}</source>
      <translation>Komponieren: {wish}</translation>
    </message>
    <message>
      <source>Hope and wonder while sailing the seven seas</source>
      <translation>Hoffnung und Staunen auf einer Fahrt über die sieben Meere</translation>
    </message>
    <message>
      <source>I am furious, everything went wrong today</source>
      <translation>Ich bin wütend, heute ging alles schief</translation>
    </message>
    <message>
      <source>My grandmother's kitchen: warm, safe and peaceful</source>
      <translation>Die Küche meiner Großmutter: warm, geborgen und friedlich</translation>
    </message>
    <message>
      <source>Or begin with one of these:</source>
      <translation>Oder fang mit einem davon an:</translation>
    </message>
    <message>
      <source>Say what you feel, hear it as music</source>
      <translation>Sag, was du fühlst, hör es als Musik</translation>
    </message>
    <message>
      <source>Tell Affetto what the music should feel like, in your own words. It composes a song for you and plays it. Nothing you say leaves this computer.</source>
      <translation>Sag Affetto mit deinen eigenen Worten, wie sich die Musik anfühlen soll. Es komponiert ein Stück für dich und spielt es. Nichts, was du sagst, verlässt diesen Rechner.</translation>
    </message>
    <message>
      <source>“{wish}”</source>
      <translation>„{wish}“</translation>
    </message>
  </context>
  <context>
    <name>WishEdit</name>
    <message>
      <source>{word}: {feeling}, {share} % of the song's feeling</source>
      <translation>{word}: {feeling}, {share} % vom Gefühl des Stücks</translation>
    </message>
  </context>
  <context>
    <name>WishView</name>
    <message>
      <source>Your wish</source>
      <translation>Dein Wunsch</translation>
    </message>
    <message>
      <source>… or type what the music should feel like</source>
      <translation>… oder tippe, wie sich die Musik anfühlen soll</translation>
    </message>
  </context>
  <context>
    <name>_Section</name>
    <message>
      <source>{name}, {bars}, {feeling}</source>
      <translation>{name}, {bars}, {feeling}</translation>
    </message>
    <message>
      <source>{what}: click to choose it</source>
      <translation>{what}: zum Wählen anklicken</translation>
    </message>
  </context>
  <context>
    <name>_Strip</name>
    <message>
      <source>Louder</source>
      <translation>Lauter</translation>
    </message>
    <message>
      <source>Softer</source>
      <translation>Leiser</translation>
    </message>
    <message>
      <source>{part}: choose who plays, and how loud</source>
      <translation>{part}: wählen, wer spielt und wie laut</translation>
    </message>
    <message>
      <source>{part}: heard alone</source>
      <translation>{part}: allein zu hören</translation>
    </message>
    <message>
      <source>{part}: keep as it is</source>
      <translation>{part}: lassen, wie es ist</translation>
    </message>
    <message>
      <source>{part}: level, {n} dB</source>
      <translation>{part}: Pegel, {n} dB</translation>
    </message>
    <message>
      <source>{part}: silent</source>
      <translation>{part}: stumm</translation>
    </message>
  </context>
  <context>
    <name>chords</name>
    <message>
      <source>another light</source>
      <translation>ein anderes Licht</translation>
    </message>
    <message>
      <source>at rest</source>
      <translation>in Ruhe</translation>
    </message>
    <message>
      <source>moves away</source>
      <translation>führt fort</translation>
    </message>
    <message>
      <source>pulls home</source>
      <translation>zieht heim</translation>
    </message>
    <message>
      <source>pulls onward</source>
      <translation>zieht weiter</translation>
    </message>
  </context>
  <context>
    <name>engine</name>
    <message>
      <source>A major</source>
      <translation>A-Dur</translation>
    </message>
    <message>
      <source>A minor</source>
      <translation>a-Moll</translation>
    </message>
    <message>
      <source>ABC tune</source>
      <translation>Weise in ABC</translation>
    </message>
    <message>
      <source>A♭ major</source>
      <translation>As-Dur</translation>
    </message>
    <message>
      <source>A♭ minor</source>
      <translation>as-Moll</translation>
    </message>
    <message>
      <source>B major</source>
      <translation>H-Dur</translation>
    </message>
    <message>
      <source>B minor</source>
      <translation>h-Moll</translation>
    </message>
    <message>
      <source>B♭ major</source>
      <translation>B-Dur</translation>
    </message>
    <message>
      <source>B♭ minor</source>
      <translation>b-Moll</translation>
    </message>
    <message>
      <source>C major</source>
      <translation>C-Dur</translation>
    </message>
    <message>
      <source>C minor</source>
      <translation>c-Moll</translation>
    </message>
    <message>
      <source>ChordPro chords</source>
      <translation>Akkorde in ChordPro</translation>
    </message>
    <message>
      <source>C♯ minor</source>
      <translation>cis-Moll</translation>
    </message>
    <message>
      <source>D major</source>
      <translation>D-Dur</translation>
    </message>
    <message>
      <source>D minor</source>
      <translation>d-Moll</translation>
    </message>
    <message>
      <source>DAWproject</source>
      <translation>DAWproject</translation>
    </message>
    <message>
      <source>D♭ major</source>
      <translation>Des-Dur</translation>
    </message>
    <message>
      <source>D♭ minor</source>
      <translation>des-Moll</translation>
    </message>
    <message>
      <source>E major</source>
      <translation>E-Dur</translation>
    </message>
    <message>
      <source>E minor</source>
      <translation>e-Moll</translation>
    </message>
    <message>
      <source>English</source>
      <translation>Englisch</translation>
    </message>
    <message>
      <source>E♭ major</source>
      <translation>Es-Dur</translation>
    </message>
    <message>
      <source>E♭ minor</source>
      <translation>es-Moll</translation>
    </message>
    <message>
      <source>F major</source>
      <translation>F-Dur</translation>
    </message>
    <message>
      <source>F minor</source>
      <translation>f-Moll</translation>
    </message>
    <message>
      <source>FLAC sound</source>
      <translation>Klang als FLAC</translation>
    </message>
    <message>
      <source>French</source>
      <translation>Französisch</translation>
    </message>
    <message>
      <source>F♯ major</source>
      <translation>Fis-Dur</translation>
    </message>
    <message>
      <source>F♯ minor</source>
      <translation>fis-Moll</translation>
    </message>
    <message>
      <source>G major</source>
      <translation>G-Dur</translation>
    </message>
    <message>
      <source>G minor</source>
      <translation>g-Moll</translation>
    </message>
    <message>
      <source>German</source>
      <translation>Deutsch</translation>
    </message>
    <message>
      <source>G♯ minor</source>
      <translation>gis-Moll</translation>
    </message>
    <message>
      <source>Italian</source>
      <translation>Italienisch</translation>
    </message>
    <message>
      <source>MIDI file</source>
      <translation>MIDI-Datei</translation>
    </message>
    <message>
      <source>MP3 sound</source>
      <translation>Klang als MP3</translation>
    </message>
    <message>
      <source>MusicXML</source>
      <translation>MusicXML</translation>
    </message>
    <message>
      <source>Ogg Vorbis sound</source>
      <translation>Klang als Ogg Vorbis</translation>
    </message>
    <message>
      <source>Opus sound</source>
      <translation>Klang als Opus</translation>
    </message>
    <message>
      <source>PDF sheet</source>
      <translation>Notenblatt als PDF</translation>
    </message>
    <message>
      <source>Portuguese</source>
      <translation>Portugiesisch</translation>
    </message>
    <message>
      <source>SVG sheet</source>
      <translation>Notenblatt als SVG</translation>
    </message>
    <message>
      <source>Song of Affetto</source>
      <translation>Stück von Affetto</translation>
    </message>
    <message>
      <source>Spanish</source>
      <translation>Spanisch</translation>
    </message>
    <message>
      <source>WAV sound</source>
      <translation>Klang als WAV</translation>
    </message>
    <message>
      <source>accordion</source>
      <translation>Akkordeon</translation>
    </message>
    <message>
      <source>acoustic</source>
      <translation>akustisch</translation>
    </message>
    <message>
      <source>agogo</source>
      <translation>Agogo</translation>
    </message>
    <message>
      <source>alto saxophone</source>
      <translation>Altsaxophon</translation>
    </message>
    <message>
      <source>ambient</source>
      <translation>Ambient</translation>
    </message>
    <message>
      <source>applause</source>
      <translation>Beifall</translation>
    </message>
    <message>
      <source>bagpipe</source>
      <translation>Dudelsack</translation>
    </message>
    <message>
      <source>ballad</source>
      <translation>Ballade</translation>
    </message>
    <message>
      <source>bandoneon</source>
      <translation>Bandoneon</translation>
    </message>
    <message>
      <source>banjo</source>
      <translation>Banjo</translation>
    </message>
    <message>
      <source>baritone saxophone</source>
      <translation>Baritonsaxophon</translation>
    </message>
    <message>
      <source>baroque</source>
      <translation>Barock</translation>
    </message>
    <message>
      <source>bass</source>
      <translation>Bass</translation>
    </message>
    <message>
      <source>bassoon</source>
      <translation>Fagott</translation>
    </message>
    <message>
      <source>big band</source>
      <translation>Big Band</translation>
    </message>
    <message>
      <source>bird tweet</source>
      <translation>Vogelruf</translation>
    </message>
    <message>
      <source>blown bottle</source>
      <translation>geblasene Flasche</translation>
    </message>
    <message>
      <source>blues</source>
      <translation>Blues</translation>
    </message>
    <message>
      <source>bossa nova</source>
      <translation>Bossa nova</translation>
    </message>
    <message>
      <source>brass</source>
      <translation>Blechbläser</translation>
    </message>
    <message>
      <source>breath noise</source>
      <translation>Atemgeräusch</translation>
    </message>
    <message>
      <source>celesta</source>
      <translation>Celesta</translation>
    </message>
    <message>
      <source>cello</source>
      <translation>Cello</translation>
    </message>
    <message>
      <source>chamber strings</source>
      <translation>Kammerstreicher</translation>
    </message>
    <message>
      <source>chiptune</source>
      <translation>Chiptune</translation>
    </message>
    <message>
      <source>choir</source>
      <translation>Chor</translation>
    </message>
    <message>
      <source>christmas</source>
      <translation>Weihnachten</translation>
    </message>
    <message>
      <source>church organ</source>
      <translation>Kirchenorgel</translation>
    </message>
    <message>
      <source>cinematic</source>
      <translation>Filmmusik</translation>
    </message>
    <message>
      <source>clarinet</source>
      <translation>Klarinette</translation>
    </message>
    <message>
      <source>clavinet</source>
      <translation>Clavinet</translation>
    </message>
    <message>
      <source>confidence</source>
      <translation>Zuversicht</translation>
    </message>
    <message>
      <source>country</source>
      <translation>Country</translation>
    </message>
    <message>
      <source>dark orchestra</source>
      <translation>dunkles Orchester</translation>
    </message>
    <message>
      <source>despair</source>
      <translation>Verzweiflung</translation>
    </message>
    <message>
      <source>disco</source>
      <translation>Disco</translation>
    </message>
    <message>
      <source>disgust</source>
      <translation>Ekel</translation>
    </message>
    <message>
      <source>distorted guitar</source>
      <translation>verzerrte Gitarre</translation>
    </message>
    <message>
      <source>double bass</source>
      <translation>Kontrabass</translation>
    </message>
    <message>
      <source>dreaminess</source>
      <translation>Verträumtheit</translation>
    </message>
    <message>
      <source>drum and bass</source>
      <translation>Drum and Bass</translation>
    </message>
    <message>
      <source>dulcimer</source>
      <translation>Hackbrett</translation>
    </message>
    <message>
      <source>electric guitar</source>
      <translation>E-Gitarre</translation>
    </message>
    <message>
      <source>electric piano</source>
      <translation>E-Piano</translation>
    </message>
    <message>
      <source>english horn</source>
      <translation>Englischhorn</translation>
    </message>
    <message>
      <source>excitement</source>
      <translation>Aufregung</translation>
    </message>
    <message>
      <source>fear</source>
      <translation>Angst</translation>
    </message>
    <message>
      <source>fiddle</source>
      <translation>Fiedel</translation>
    </message>
    <message>
      <source>film tension</source>
      <translation>Filmspannung</translation>
    </message>
    <message>
      <source>flamenco</source>
      <translation>Flamenco</translation>
    </message>
    <message>
      <source>flute</source>
      <translation>Flöte</translation>
    </message>
    <message>
      <source>french horn</source>
      <translation>Horn</translation>
    </message>
    <message>
      <source>fretless bass</source>
      <translation>bundloser Bass</translation>
    </message>
    <message>
      <source>frustration</source>
      <translation>Frust</translation>
    </message>
    <message>
      <source>funeral march</source>
      <translation>Trauermarsch</translation>
    </message>
    <message>
      <source>funk</source>
      <translation>Funk</translation>
    </message>
    <message>
      <source>fx 1 (rain)</source>
      <translation>Effekt 1 (Regen)</translation>
    </message>
    <message>
      <source>fx 2 (soundtrack)</source>
      <translation>Effekt 2 (Filmmusik)</translation>
    </message>
    <message>
      <source>fx 3 (crystal)</source>
      <translation>Effekt 3 (Kristall)</translation>
    </message>
    <message>
      <source>fx 4 (atmosphere)</source>
      <translation>Effekt 4 (Stimmung)</translation>
    </message>
    <message>
      <source>fx 5 (brightness)</source>
      <translation>Effekt 5 (Helle)</translation>
    </message>
    <message>
      <source>fx 6 (goblins)</source>
      <translation>Effekt 6 (Kobolde)</translation>
    </message>
    <message>
      <source>fx 7 (echoes)</source>
      <translation>Effekt 7 (Echos)</translation>
    </message>
    <message>
      <source>fx 8 (sci-fi)</source>
      <translation>Effekt 8 (Science-Fiction)</translation>
    </message>
    <message>
      <source>glockenspiel</source>
      <translation>Glockenspiel</translation>
    </message>
    <message>
      <source>gospel</source>
      <translation>Gospel</translation>
    </message>
    <message>
      <source>gratitude</source>
      <translation>Dankbarkeit</translation>
    </message>
    <message>
      <source>grief</source>
      <translation>Trauer</translation>
    </message>
    <message>
      <source>guitar fret noise</source>
      <translation>Bundgeräusch</translation>
    </message>
    <message>
      <source>gunshot</source>
      <translation>Schuss</translation>
    </message>
    <message>
      <source>hammond organ</source>
      <translation>Hammondorgel</translation>
    </message>
    <message>
      <source>harmonica</source>
      <translation>Mundharmonika</translation>
    </message>
    <message>
      <source>harmonium</source>
      <translation>Harmonium</translation>
    </message>
    <message>
      <source>harp</source>
      <translation>Harfe</translation>
    </message>
    <message>
      <source>harpsichord</source>
      <translation>Cembalo</translation>
    </message>
    <message>
      <source>heavy metal</source>
      <translation>Heavy Metal</translation>
    </message>
    <message>
      <source>helicopter</source>
      <translation>Hubschrauber</translation>
    </message>
    <message>
      <source>heroic orchestra</source>
      <translation>heroisches Orchester</translation>
    </message>
    <message>
      <source>hip hop</source>
      <translation>Hip-Hop</translation>
    </message>
    <message>
      <source>honky-tonk piano</source>
      <translation>Honky-Tonk-Klavier</translation>
    </message>
    <message>
      <source>hope</source>
      <translation>Hoffnung</translation>
    </message>
    <message>
      <source>house</source>
      <translation>House</translation>
    </message>
    <message>
      <source>jazz</source>
      <translation>Jazz</translation>
    </message>
    <message>
      <source>jazz guitar</source>
      <translation>Jazzgitarre</translation>
    </message>
    <message>
      <source>jealousy</source>
      <translation>Eifersucht</translation>
    </message>
    <message>
      <source>jig</source>
      <translation>Jig</translation>
    </message>
    <message>
      <source>joy</source>
      <translation>Freude</translation>
    </message>
    <message>
      <source>kalimba</source>
      <translation>Kalimba</translation>
    </message>
    <message>
      <source>koto</source>
      <translation>Koto</translation>
    </message>
    <message>
      <source>lo-fi</source>
      <translation>Lo-Fi</translation>
    </message>
    <message>
      <source>loneliness</source>
      <translation>Einsamkeit</translation>
    </message>
    <message>
      <source>longing</source>
      <translation>Sehnsucht</translation>
    </message>
    <message>
      <source>love</source>
      <translation>Liebe</translation>
    </message>
    <message>
      <source>lullaby</source>
      <translation>Wiegenlied</translation>
    </message>
    <message>
      <source>march</source>
      <translation>Marsch</translation>
    </message>
    <message>
      <source>marimba</source>
      <translation>Marimba</translation>
    </message>
    <message>
      <source>melancholy</source>
      <translation>Wehmut</translation>
    </message>
    <message>
      <source>melodic tom</source>
      <translation>Melodietom</translation>
    </message>
    <message>
      <source>menace</source>
      <translation>Bedrohung</translation>
    </message>
    <message>
      <source>music box</source>
      <translation>Spieluhr</translation>
    </message>
    <message>
      <source>muted guitar</source>
      <translation>gedämpfte Gitarre</translation>
    </message>
    <message>
      <source>muted trumpet</source>
      <translation>gedämpfte Trompete</translation>
    </message>
    <message>
      <source>nostalgia</source>
      <translation>Nostalgie</translation>
    </message>
    <message>
      <source>nylon guitar</source>
      <translation>Nylongitarre</translation>
    </message>
    <message>
      <source>oboe</source>
      <translation>Oboe</translation>
    </message>
    <message>
      <source>ocarina</source>
      <translation>Okarina</translation>
    </message>
    <message>
      <source>orchestra</source>
      <translation>Orchester</translation>
    </message>
    <message>
      <source>orchestra hit</source>
      <translation>Orchesterschlag</translation>
    </message>
    <message>
      <source>overdriven guitar</source>
      <translation>übersteuerte Gitarre</translation>
    </message>
    <message>
      <source>pan flute</source>
      <translation>Panflöte</translation>
    </message>
    <message>
      <source>passion</source>
      <translation>Leidenschaft</translation>
    </message>
    <message>
      <source>piano</source>
      <translation>Klavier</translation>
    </message>
    <message>
      <source>piccolo</source>
      <translation>Piccoloflöte</translation>
    </message>
    <message>
      <source>pizzicato strings</source>
      <translation>gezupfte Streicher</translation>
    </message>
    <message>
      <source>playfulness</source>
      <translation>Verspieltheit</translation>
    </message>
    <message>
      <source>polka</source>
      <translation>Polka</translation>
    </message>
    <message>
      <source>pop</source>
      <translation>Pop</translation>
    </message>
    <message>
      <source>pride</source>
      <translation>Stolz</translation>
    </message>
    <message>
      <source>punk</source>
      <translation>Punk</translation>
    </message>
    <message>
      <source>rage</source>
      <translation>Wut</translation>
    </message>
    <message>
      <source>ragtime</source>
      <translation>Ragtime</translation>
    </message>
    <message>
      <source>recorder</source>
      <translation>Blockflöte</translation>
    </message>
    <message>
      <source>reggae</source>
      <translation>Reggae</translation>
    </message>
    <message>
      <source>regret</source>
      <translation>Reue</translation>
    </message>
    <message>
      <source>relief</source>
      <translation>Erleichterung</translation>
    </message>
    <message>
      <source>reverse cymbal</source>
      <translation>Becken rückwärts</translation>
    </message>
    <message>
      <source>rock</source>
      <translation>Rock</translation>
    </message>
    <message>
      <source>salsa</source>
      <translation>Salsa</translation>
    </message>
    <message>
      <source>saw lead</source>
      <translation>Sägezahn</translation>
    </message>
    <message>
      <source>sea shanty</source>
      <translation>Seemannslied</translation>
    </message>
    <message>
      <source>seashore</source>
      <translation>Meeresrauschen</translation>
    </message>
    <message>
      <source>serenity</source>
      <translation>Gelassenheit</translation>
    </message>
    <message>
      <source>shakuhachi</source>
      <translation>Shakuhachi</translation>
    </message>
    <message>
      <source>shamisen</source>
      <translation>Shamisen</translation>
    </message>
    <message>
      <source>shehnai</source>
      <translation>Shehnai</translation>
    </message>
    <message>
      <source>sitar</source>
      <translation>Sitar</translation>
    </message>
    <message>
      <source>slap bass</source>
      <translation>Slapbass</translation>
    </message>
    <message>
      <source>sleepiness</source>
      <translation>Schläfrigkeit</translation>
    </message>
    <message>
      <source>slow air</source>
      <translation>langsame Weise</translation>
    </message>
    <message>
      <source>slow waltz</source>
      <translation>langsamer Walzer</translation>
    </message>
    <message>
      <source>solemnity</source>
      <translation>Feierlichkeit</translation>
    </message>
    <message>
      <source>solo piano</source>
      <translation>Klavier allein</translation>
    </message>
    <message>
      <source>soprano saxophone</source>
      <translation>Sopransaxophon</translation>
    </message>
    <message>
      <source>square wave</source>
      <translation>Rechteckwelle</translation>
    </message>
    <message>
      <source>steel drum</source>
      <translation>Steeldrum</translation>
    </message>
    <message>
      <source>steel guitar</source>
      <translation>Stahlgitarre</translation>
    </message>
    <message>
      <source>string quartet</source>
      <translation>Streichquartett</translation>
    </message>
    <message>
      <source>strings</source>
      <translation>Streicher</translation>
    </message>
    <message>
      <source>suspense</source>
      <translation>Spannung</translation>
    </message>
    <message>
      <source>synth</source>
      <translation>Synthesizer</translation>
    </message>
    <message>
      <source>synth bass</source>
      <translation>Synthbass</translation>
    </message>
    <message>
      <source>synth brass</source>
      <translation>Synthbläser</translation>
    </message>
    <message>
      <source>synth drum</source>
      <translation>Synthtrommel</translation>
    </message>
    <message>
      <source>synth pad</source>
      <translation>Synthflächen</translation>
    </message>
    <message>
      <source>synth strings</source>
      <translation>Synthstreicher</translation>
    </message>
    <message>
      <source>synthwave</source>
      <translation>Synthwave</translation>
    </message>
    <message>
      <source>taiko</source>
      <translation>Taiko</translation>
    </message>
    <message>
      <source>tango</source>
      <translation>Tango</translation>
    </message>
    <message>
      <source>techno</source>
      <translation>Techno</translation>
    </message>
    <message>
      <source>telephone ring</source>
      <translation>Telefon</translation>
    </message>
    <message>
      <source>tenderness</source>
      <translation>Zärtlichkeit</translation>
    </message>
    <message>
      <source>tenor saxophone</source>
      <translation>Tenorsaxophon</translation>
    </message>
    <message>
      <source>timpani</source>
      <translation>Pauken</translation>
    </message>
    <message>
      <source>tinkle bell</source>
      <translation>Glöckchen</translation>
    </message>
    <message>
      <source>tremolo strings</source>
      <translation>Tremolostreicher</translation>
    </message>
    <message>
      <source>triumph</source>
      <translation>Triumph</translation>
    </message>
    <message>
      <source>trombone</source>
      <translation>Posaune</translation>
    </message>
    <message>
      <source>trumpet</source>
      <translation>Trompete</translation>
    </message>
    <message>
      <source>tuba</source>
      <translation>Tuba</translation>
    </message>
    <message>
      <source>tubular bells</source>
      <translation>Röhrenglocken</translation>
    </message>
    <message>
      <source>vibraphone</source>
      <translation>Vibraphon</translation>
    </message>
    <message>
      <source>viola</source>
      <translation>Bratsche</translation>
    </message>
    <message>
      <source>violin</source>
      <translation>Geige</translation>
    </message>
    <message>
      <source>waltz</source>
      <translation>Walzer</translation>
    </message>
    <message>
      <source>weariness</source>
      <translation>Müdigkeit</translation>
    </message>
    <message>
      <source>whistle</source>
      <translation>Pfeifen</translation>
    </message>
    <message>
      <source>wonder</source>
      <translation>Staunen</translation>
    </message>
    <message>
      <source>woodblock</source>
      <translation>Holzblock</translation>
    </message>
    <message>
      <source>xylophone</source>
      <translation>Xylophon</translation>
    </message>
  </context>
  <context>
    <name>lesson</name>
    <message>
      <source>About {n} min left</source>
      <translation>Noch etwa {n} min</translation>
    </message>
    <message>
      <source>About {n} s left</source>
      <translation>Noch etwa {n} s</translation>
    </message>
    <message>
      <source>After one step</source>
      <translation>Nach einem Schritt</translation>
    </message>
    <message>
      <source>After {n} steps</source>
      <translation>Nach {n} Schritten</translation>
    </message>
    <message>
      <source>At first</source>
      <translation>Am Anfang</translation>
    </message>
    <message>
      <source>Beginning …</source>
      <translation>Fängt an …</translation>
    </message>
    <message>
      <source>Chords</source>
      <translation>Akkorde</translation>
    </message>
    <message>
      <source>Left out: {files}</source>
      <translation>Ausgelassen: {files}</translation>
    </message>
    <message>
      <source>Melody</source>
      <translation>Melodie</translation>
    </message>
    <message>
      <source>Nothing is learned yet</source>
      <translation>Noch ist nichts gelernt</translation>
    </message>
    <message>
      <source>One song with {bars} bars</source>
      <translation>Ein Stück mit {bars} Takten</translation>
    </message>
    <message>
      <source>Unit {n} of {all} calls for {wanted}, speaks against {unwanted}</source>
      <translation>Einheit {n} von {all} verlangt {wanted}, spricht gegen {unwanted}</translation>
    </message>
    <message>
      <source>holding on at {place}</source>
      <translation>Weiterklingen bei {place}</translation>
    </message>
    <message>
      <source>one note, {low}</source>
      <translation>ein Ton, {low}</translation>
    </message>
    <message>
      <source>one piece, {feeling}</source>
      <translation>ein Stück, {feeling}</translation>
    </message>
    <message>
      <source>silence</source>
      <translation>Stille</translation>
    </message>
    <message>
      <source>silence at {place}</source>
      <translation>Stille bei {place}</translation>
    </message>
    <message>
      <source>{files}; and {n} more</source>
      <translation>{files}; und {n} weitere</translation>
    </message>
    <message>
      <source>{name} has learned from one song.</source>
      <translation>{name} hat von einem Stück gelernt.</translation>
    </message>
    <message>
      <source>{name} has learned from {n} songs.</source>
      <translation>{name} hat von {n} Stücken gelernt.</translation>
    </message>
    <message>
      <source>{notes} notes from {low} to {high}, {strange} of them off the scale</source>
      <translation>{notes} Töne von {low} bis {high}, {strange} davon außerhalb der Tonleiter</translation>
    </message>
    <message>
      <source>{note} at {place}</source>
      <translation>{note} bei {place}</translation>
    </message>
    <message>
      <source>{n} pieces, {feeling}</source>
      <translation>{n} Stücke, {feeling}</translation>
    </message>
    <message>
      <source>{songs} songs with {bars} bars</source>
      <translation>{songs} Stücke mit {bars} Takten</translation>
    </message>
    <message>
      <source>{what}: {now} % guessed, at first {first} %; songs held back {other} %</source>
      <translation>{what}: {now} % erraten, anfangs {first} %; zurückgehaltene Stücke {other} %</translation>
    </message>
    <message>
      <source>{when}: {what}</source>
      <translation>{when}: {what}</translation>
    </message>
    <message>
      <source>“{name}” was learned from one piece. Say it in a wish.</source>
      <translation>„{name}“ wurde aus einem Stück gelernt. Sag es in einem Wunsch.</translation>
    </message>
    <message>
      <source>“{name}” was learned from {n} pieces. Say it in a wish.</source>
      <translation>„{name}“ wurde aus {n} Stücken gelernt. Sag es in einem Wunsch.</translation>
    </message>
  </context>
  <context>
    <name>menus</name>
    <message>
      <source>&amp;Change</source>
      <translation>Än&amp;dern</translation>
    </message>
    <message>
      <source>&amp;File</source>
      <translation>&amp;Datei</translation>
    </message>
    <message>
      <source>&amp;Help</source>
      <translation>&amp;Hilfe</translation>
    </message>
    <message>
      <source>&amp;Song</source>
      <translation>&amp;Stück</translation>
    </message>
    <message>
      <source>&amp;View</source>
      <translation>&amp;Ansicht</translation>
    </message>
  </context>
  <context>
    <name>parts</name>
    <message>
      <source>Bass</source>
      <translation>Bass</translation>
    </message>
    <message>
      <source>Bed of chords</source>
      <translation>Klangteppich</translation>
    </message>
    <message>
      <source>Broken chords</source>
      <translation>Gebrochene Akkorde</translation>
    </message>
    <message>
      <source>Chords</source>
      <translation>Akkorde</translation>
    </message>
    <message>
      <source>Counter-melody</source>
      <translation>Gegenmelodie</translation>
    </message>
    <message>
      <source>Drums</source>
      <translation>Schlagzeug</translation>
    </message>
    <message>
      <source>Melody</source>
      <translation>Melodie</translation>
    </message>
    <message>
      <source>Percussion</source>
      <translation>Perkussion</translation>
    </message>
    <message>
      <source>Second voice</source>
      <translation>Zweite Stimme</translation>
    </message>
    <message>
      <source>Swells</source>
      <translation>Anschwellen</translation>
    </message>
  </context>
  <context>
    <name>understood</name>
    <message>
      <source>Beat</source>
      <translation>Takt</translation>
    </message>
    <message>
      <source>Key</source>
      <translation>Tonart</translation>
    </message>
    <message>
      <source>Length</source>
      <translation>Länge</translation>
    </message>
    <message>
      <source>Plays the tune</source>
      <translation>Spielt die Melodie</translation>
    </message>
    <message>
      <source>Style</source>
      <translation>Stil</translation>
    </message>
    <message>
      <source>This could not be done: {what}</source>
      <translation>Das ging nicht: {what}</translation>
    </message>
    <message>
      <source>drums</source>
      <translation>Schlagzeug</translation>
    </message>
    <message>
      <source>more {feeling}</source>
      <translation>mehr {feeling}</translation>
    </message>
    <message>
      <source>no style</source>
      <translation>kein Stil</translation>
    </message>
    <message>
      <source>not: {what}</source>
      <translation>nicht: {what}</translation>
    </message>
    <message>
      <source>then {feeling}</source>
      <translation>dann {feeling}</translation>
    </message>
    <message>
      <source>{n} bpm</source>
      <translation>{n} bpm</translation>
    </message>
    <message>
      <source>{n} bpm, {pace}</source>
      <translation>{n} bpm, {pace}</translation>
    </message>
  </context>
  <context>
    <name>wording</name>
    <message>
      <source>; fragments of {n} songs, joined</source>
      <translation>; aus Stücken von {n} Liedern gefügt</translation>
    </message>
    <message>
      <source>A neural network writes every sample: piano, electric piano and bass, up to 8 kHz.</source>
      <translation>Ein neuronales Netz schreibt jeden Abtastwert: Klavier, E-Piano und Bass, bis 8 kHz.</translation>
    </message>
    <message>
      <source>Beat</source>
      <translation>Takt</translation>
    </message>
    <message>
      <source>Beats a minute</source>
      <translation>Schläge pro Minute</translation>
    </message>
    <message>
      <source>Beginning</source>
      <translation>Anfang</translation>
    </message>
    <message>
      <source>Boltzmann machine</source>
      <translation>Boltzmann-Maschine</translation>
    </message>
    <message>
      <source>Composing in {key}, {pace}</source>
      <translation>Komponiert in {key}, {pace}</translation>
    </message>
    <message>
      <source>Ending</source>
      <translation>Schluss</translation>
    </message>
    <message>
      <source>Feeling</source>
      <translation>Gefühl</translation>
    </message>
    <message>
      <source>For this song it takes about {n} s.</source>
      <translation>Für dieses Stück braucht es etwa {n} s.</translation>
    </message>
    <message>
      <source>Fragments of scores</source>
      <translation>Bruchstücke aus Noten</translation>
    </message>
    <message>
      <source>Heard {n} notes in {key}, {metre}.</source>
      <translation>{n} Töne gehört, in {key}, {metre}.</translation>
    </message>
    <message>
      <source>Introduction</source>
      <translation>Einleitung</translation>
    </message>
    <message>
      <source>Key</source>
      <translation>Tonart</translation>
    </message>
    <message>
      <source>No feeling found in these words yet.</source>
      <translation>In diesen Worten ist noch kein Gefühl gefunden.</translation>
    </message>
    <message>
      <source>Part {letter}</source>
      <translation>Teil {letter}</translation>
    </message>
    <message>
      <source>Take {n}</source>
      <translation>Fassung {n}</translation>
    </message>
    <message>
      <source>The feelings of your words appear here.</source>
      <translation>Hier erscheinen die Gefühle deiner Worte.</translation>
    </message>
    <message>
      <source>The whole wish (ring): {feeling}, {sure}</source>
      <translation>Der ganze Wunsch (Ring): {feeling}, {sure}</translation>
    </message>
    <message>
      <source>Transformer</source>
      <translation>Transformer</translation>
    </message>
    <message>
      <source>Your voice: {manner} ({arousal:+.2f}, counts {weight:.0%})</source>
      <translation>Deine Stimme: {manner} ({arousal:+.2f}, zählt {weight:.0%})</translation>
    </message>
    <message>
      <source>a little {name}</source>
      <translation>ein wenig {name}</translation>
    </message>
    <message>
      <source>another chord</source>
      <translation>anderer Akkord</translation>
    </message>
    <message>
      <source>another one</source>
      <translation>ein anderes</translation>
    </message>
    <message>
      <source>arpeggio</source>
      <translation>Arpeggio</translation>
    </message>
    <message>
      <source>as usual</source>
      <translation>wie sonst</translation>
    </message>
    <message>
      <source>bar {n}</source>
      <translation>Takt {n}</translation>
    </message>
    <message>
      <source>bars {first} to {last}</source>
      <translation>Takt {first} bis {last}</translation>
    </message>
    <message>
      <source>bass</source>
      <translation>Bass</translation>
    </message>
    <message>
      <source>brighter</source>
      <translation>heller</translation>
    </message>
    <message>
      <source>brighter scale</source>
      <translation>hellere Tonleiter</translation>
    </message>
    <message>
      <source>busier</source>
      <translation>belebter</translation>
    </message>
    <message>
      <source>calm</source>
      <translation>ruhig</translation>
    </message>
    <message>
      <source>calmer</source>
      <translation>ruhiger</translation>
    </message>
    <message>
      <source>calmer than usual</source>
      <translation>ruhiger als sonst</translation>
    </message>
    <message>
      <source>changed</source>
      <translation>geändert</translation>
    </message>
    <message>
      <source>chords</source>
      <translation>Akkorde</translation>
    </message>
    <message>
      <source>clearly</source>
      <translation>klar</translation>
    </message>
    <message>
      <source>composed again, {words}</source>
      <translation>noch einmal komponiert, {words}</translation>
    </message>
    <message>
      <source>counter-melody</source>
      <translation>Gegenmelodie</translation>
    </message>
    <message>
      <source>darker</source>
      <translation>dunkler</translation>
    </message>
    <message>
      <source>darker scale</source>
      <translation>dunklere Tonleiter</translation>
    </message>
    <message>
      <source>drums</source>
      <translation>Schlagzeug</translation>
    </message>
    <message>
      <source>effects</source>
      <translation>Effekte</translation>
    </message>
    <message>
      <source>excited</source>
      <translation>aufgeregt</translation>
    </message>
    <message>
      <source>fast</source>
      <translation>schnell</translation>
    </message>
    <message>
      <source>faster</source>
      <translation>schneller</translation>
    </message>
    <message>
      <source>few</source>
      <translation>wenige</translation>
    </message>
    <message>
      <source>flowing</source>
      <translation>fließende</translation>
    </message>
    <message>
      <source>happier</source>
      <translation>fröhlicher</translation>
    </message>
    <message>
      <source>happy</source>
      <translation>fröhlich</translation>
    </message>
    <message>
      <source>harmony</source>
      <translation>Harmonie</translation>
    </message>
    <message>
      <source>high</source>
      <translation>hoher</translation>
    </message>
    <message>
      <source>higher</source>
      <translation>höher</translation>
    </message>
    <message>
      <source>in the order of {bars}</source>
      <translation>in der Folge von {bars}</translation>
    </message>
    <message>
      <source>in {key}</source>
      <translation>in {key}</translation>
    </message>
    <message>
      <source>less {words}</source>
      <translation>weniger {words}</translation>
    </message>
    <message>
      <source>like a boat</source>
      <translation>wie ein Boot</translation>
    </message>
    <message>
      <source>like a march</source>
      <translation>wie ein Marsch</translation>
    </message>
    <message>
      <source>like a waltz</source>
      <translation>wie ein Walzer</translation>
    </message>
    <message>
      <source>livelier than usual</source>
      <translation>lebhafter als sonst</translation>
    </message>
    <message>
      <source>louder</source>
      <translation>lauter</translation>
    </message>
    <message>
      <source>low</source>
      <translation>tiefer</translation>
    </message>
    <message>
      <source>lower</source>
      <translation>tiefer</translation>
    </message>
    <message>
      <source>many</source>
      <translation>viele</translation>
    </message>
    <message>
      <source>melody</source>
      <translation>Melodie</translation>
    </message>
    <message>
      <source>middle</source>
      <translation>mittlerer</translation>
    </message>
    <message>
      <source>more exciting</source>
      <translation>aufregender</translation>
    </message>
    <message>
      <source>more tense</source>
      <translation>gespannter</translation>
    </message>
    <message>
      <source>more {words}</source>
      <translation>mehr {words}</translation>
    </message>
    <message>
      <source>neutral</source>
      <translation>neutral</translation>
    </message>
    <message>
      <source>new {parts}</source>
      <translation>neu: {parts}</translation>
    </message>
    <message>
      <source>notes</source>
      <translation>Noten</translation>
    </message>
    <message>
      <source>pad</source>
      <translation>Klangteppich</translation>
    </message>
    <message>
      <source>percussion</source>
      <translation>Perkussion</translation>
    </message>
    <message>
      <source>played by {names}</source>
      <translation>gespielt von {names}</translation>
    </message>
    <message>
      <source>pleasant</source>
      <translation>angenehm</translation>
    </message>
    <message>
      <source>restless</source>
      <translation>unruhig</translation>
    </message>
    <message>
      <source>sad</source>
      <translation>traurig</translation>
    </message>
    <message>
      <source>sadder</source>
      <translation>trauriger</translation>
    </message>
    <message>
      <source>second voice</source>
      <translation>zweite Stimme</translation>
    </message>
    <message>
      <source>slow</source>
      <translation>langsam</translation>
    </message>
    <message>
      <source>slower</source>
      <translation>langsamer</translation>
    </message>
    <message>
      <source>softer</source>
      <translation>leiser</translation>
    </message>
    <message>
      <source>softly</source>
      <translation>leise</translation>
    </message>
    <message>
      <source>sparser</source>
      <translation>sparsamer</translation>
    </message>
    <message>
      <source>still</source>
      <translation>still</translation>
    </message>
    <message>
      <source>strongly</source>
      <translation>kräftig</translation>
    </message>
    <message>
      <source>tense</source>
      <translation>angespannt</translation>
    </message>
    <message>
      <source>then {change}</source>
      <translation>dann {change}</translation>
    </message>
    <message>
      <source>unpleasant</source>
      <translation>unangenehm</translation>
    </message>
    <message>
      <source>very fast</source>
      <translation>sehr schnell</translation>
    </message>
    <message>
      <source>very slow</source>
      <translation>sehr langsam</translation>
    </message>
    <message>
      <source>walking pace</source>
      <translation>Schritttempo</translation>
    </message>
    <message>
      <source>with {parts}</source>
      <translation>mit {parts}</translation>
    </message>
    <message>
      <source>without {parts}</source>
      <translation>ohne {parts}</translation>
    </message>
    <message>
      <source>{change}, {bars}</source>
      <translation>{change}, {bars}</translation>
    </message>
    <message>
      <source>{n} beats a minute</source>
      <translation>{n} Schläge pro Minute</translation>
    </message>
    <message>
      <source>{n} s longer</source>
      <translation>{n} s länger</translation>
    </message>
    <message>
      <source>{n} s shorter</source>
      <translation>{n} s kürzer</translation>
    </message>
    <message>
      <source>{percent} % sure</source>
      <translation>{percent} % sicher</translation>
    </message>
    <message>
      <source>{texture} notes in a {height} voice, {loud} played</source>
      <translation>{texture} Noten in {height} Lage, {loud} gespielt</translation>
    </message>
    <message>
      <source>{work}, from bar {bars}</source>
      <translation>{work}, ab Takt {bars}</translation>
    </message>
  </context>
</TS>
