"""The small closed sets of words by which the name detector reads a word's surroundings."""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# With a dot or without; in the languages that families and teachers use here.
TITLES = _set(
    "mr mrs ms miss mx mister missus dr doctor prof professor sr sra srta señor señora señorita senor senora senorita"
    " maestra maestro monsieur madame mme mlle rev reverend father fr pastor rabbi imam hon sir dame"
)
# Titles that are also words and so need a capital on what follows ("I miss Tina" is no "Miss Tina").
SHY_TITLES = _set("miss doctor father fr sr sir dame hon pastor rabbi imam professor prof reverend rev maestra maestro")
# Titles that stand for a person's office: the name is replaced, the office stays.
OFFICES = _set(
    "coach principal superintendent nurse officer dean director counselor headmaster headmistress deputy chief"
    " president chair secretary librarian para paraprofessional custodian provost chancellor commissioner senator"
    " representative governor mayor judge captain sergeant sgt lieutenant detective aunt uncle auntie tia tio tía tío"
    " grandma grandpa grandmother grandfather nana abuela abuelo sister brother cousin"
)
PEOPLE = (
    _set(
        "student students kid kids child boy girl son daughter pupil scholar learner teacher teachers co-teacher coteacher"
        " colleague partner friend friends buddy neighbor mom mother dad father parent parents mum stepmother stepfather"
        " wife husband tutor mentor intern aide assistant advisor adviser specialist interpreter therapist psychologist"
        " facilitator producer founder founders guy lady man woman twins classmate peer admin"
        " interventionist liaison paraeducator sub substitute janitor nephew niece grandson granddaughter"
    )
    | OFFICES
)
STUDENTS = _set(
    "student students kid kids child children boy boys girl girls son daughter pupil scholar learner learners twins grader"
    " graders freshman sophomore junior senior nephew niece kiddo classmate iep 504 sped"
)
TEACHERS = _set(
    "teacher teachers co-teacher coteacher colleague coach principal superintendent nurse dean counselor librarian"
    " para paraprofessional specialist director assistant aide tutor facilitator interventionist psychologist mr mrs"
    " ms miss mx teaches taught señor señora senora maestra maestro"
)
ASKS = _set(
    "ask asks asked call calls tell tells told email emailed contact see thank thanks text message meet met know with"
    " like for by to and from hi hello hey dear saw gave give showed show helped help let lets had watched paired i'm"
    " does did do sat was is it's about that's thats here's"
)
SPEECH = _set(
    "said says asked asks told tells explained explains replied answered wrote writes wondered whispered shouted"
    " laughed laughs cried cries smiled smiles hates loves wants wanted thinks thought knows knew likes liked feels"
    " felt prefers decided remembers refused refuses begged begs complained complains admitted reads talks talked"
    " spoke speaks teaches taught asked'd agreed agrees disagreed noticed volunteered volunteers fasts reads"
)
ACTS = _set(
    "hopes wishes tends struggles seems enjoys enjoyed excels thrives shines sits stands hums laughs jokes hates begs waits waited hopes went came made took gave got kept left led read ran sat did does had has found built chose chooses drew began"
    " brought bought picks pulls picked works worked needs needed uses plans planned helps helped runs leads keeps"
    " gets goes makes takes comes finished finishes started starts stayed stays moved moves rebuilt skipped skips"
    " skipping circled joined joins graduated passed failed missed turned turns covers prints presents presented"
    " shared shares created creates designed designs earned earns learned learns lives lived visits visited retired"
    " stopped solved tried tries wont cant didnt doesnt isnt wasnt didn't doesn't isn't wasn't hasn't won't can't couldn't wouldn't never always hated"
    " loved owns visits bought set put raised opened handed broke swapped swims sings plays played won lost sleeps"
    " spent flew drove walked arrived shouted grew slept logs logged built shows showed draws interpreted interprets hears heard sent sends supervises"
)
HUMAN_ACTS = _set(
    "chose chooses picked picks built builds wrote writes drew draws told tells went goes read reads taught teaches"
    " finished finishes asked asks led sat sits ran spoke speaks sang sings came brought painted paints designed designs"
    " measured measures presented presents graduated skipped waded swims dances danced codes coded interviewed"
    " emailed emails called calls shouted whispered giggled rides rode walks walked raised retook redid earned volunteered"
    " fixed fixes invented memorized memorised mastered misses missed cooks cooked tutors tutored works worked tried tries"
    " likes loves hates wants needs knows thinks gets got helps helped gave gives wants wanted bought saw sees met meets"
    " prefers preferred refuses retired forgot forgets struggled struggles improved improves joined joins left stayed"
)
# Ends like a past tense and is none after a noun: "faith based".
ADJECTIVES = _set(
    "based colored coloured filled oriented driven aged centered supported related infused themed shaped sized"
)
# What cannot follow "will" or "may" unless that is a name.
FINITE = _set("had has was is did does didn't doesn't hasn't isn't wasn't")
COPULAS = _set("is was isn't wasn't are were am will would can could may might should be")
MODALS = _set("will would can could may might should must didn't doesn't won't can't couldn't wouldn't didnt doesnt")
DOES = _set(
    "know knows say tell ask help talk read write teach want like love need go come get make find explain show remember touch finish start work try use move sit stay stop leave play draw build choose pick lead share present listen speak sing wait not never also always probably hardly"
)
STATES = _set(
    "close tired late early lost bored fine okay ok right wrong smart good bad better funny scared nervous bilingual autistic dyslexic gone here there from absent out happy able working reading sick ready proud excited stuck done finished struggling ahead behind quiet"
    " new shy my our his her in seven six five eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen on reading writing coming going leading teaching always so still one great amazing"
)
GIVES = _set(
    "aloud gave give gives given handed listen listens listened belongs belong next sit due thanks thank similar compared taught explained"
)
OF_OURS = _set("one my our a an the another his her")
PRONOUNS = _set("he she his her him hers himself herself he's she's he'd she'd he'll she'll")
NAMING = _set("name names surname named called nicknamed calls call nickname")
ADDRESS = _set("can could do did please would you what how i tell go have are thank thanks")
KIN = _set("mom mother dad father parents brother sister cousin grandmother grandma grandfather aunt uncle family iep")
CONJUNCTIONS = _set(
    "and or but so when because if then that while why how as after before until where since though what"
)
PLACE_BEFORE = _set("in at near around outside across throughout within inside beyond toward towards downtown")
TOWARD = _set("to from of through between via")
USE_BEFORE = _set(
    "use uses using used utilize utilizes utilizing via on piloted pilot piloting adopted adopting purchased purchase"
    " bought implement implemented implementing implementation called through try tried including include includes"
    " like love loves into within subscription app apps platform platforms software program programs site tool tools"
    " curriculum curricula as in access online"
)
DETERMINERS = _set("the a an this these those our your their every each some any no such another all both her his")
THINGS = _set(
    "public school schools district districts elementary middle high regional academy college university charter"
    " county city town township village river lake mountain hill valley street avenue road lane park beach island cape"
    " center centre institute foundation association organization collaborative consortium network initiative"
    " department office program programs programme project projects model framework frameworks taxonomy curriculum"
    " curricula unit units lesson lessons module modules system systems app apps software platform platforms site"
    " website tool tools account accounts account log-ins logins license licenses licence licences subscription"
    " assessment assessments test tests testing exam exams score scores data scale scales matrix theory method"
    " methods approach strategies strategy structures protocol protocols standards math maths reading writing language"
    " phonics literacy workshop grant grants museum library press books book series week month day days award"
    " awards scholarship program's kit kits robots lab labs carts cart devices device board boards notes diagram"
    " diagrams chart levels level effect study studies inc corporation corp llc company group technologies solutions"
    " club team league campus building buildings hall house lodge farm farms bay harbor port playlist playlists badge"
    " certification certified trained training session sessions conference style inspired based families students kids"
    " hs central zoo staff educators community communities fellowship polytechnic metro tech academies sports coffee way institute's speakers partnership council union church temple hospital orchestra university's dashboard report reports"
)
# Given names that are everyday words: a capital in mid-sentence makes them names, at its start what follows decides.
WORD_NAMES = _set(
    "will hope may mark bill jack rose grace faith joy chase hunter drew pat frank dawn summer autumn angel destiny"
    " heaven miles crystal penny sandy ray rich max ruby river brandy sky skye stone lark reed mason major king prince"
    " ginger violet ivy olive jade amber pearl daisy lily iris heather holly hazel robin jay sue rob rod nick norm peg"
    " pierce chip gene earl ernest duke colt clay cliff dale glen grant guy herb lance buddy sunny sonny stormy rain"
    " honor harmony melody serenity journey genesis trinity chance royal legend messiah saint star storm wade ward"
    " woody rusty skip buck bud art case dot bea bell sage basil mercy patience prudence charity felicity constance"
    " verity noble justice true reign blaze jet ryder tanner cooper archer gunner ranger porter parker carter baker"
    " taylor tyler sailor bishop deacon bear wolf fox falcon hawk raven robin birdie dove wren finch bee fawn cherry"
    " candy sugar coco ember aurora luna stella celeste dusty misty windy brook brooks forest heath ridge canyon clover"
    " fern flora rosemary marigold poppy juniper willow laurel myrtle cedar ash aspen rowan diamond opal coral topaz"
    " silver goldie sterling jewel gem victor junior ace king queen princess jesse christian christopher earnest frank"
    " happy lucky precious treasure essence cadence lyric aria viola carol june april august kit kat kitty tad trace"
    " trip tuck ty van rock rocky gay merry mike bob tom dick harry john jimmy don dawn eve sol sunshine teddy sid"
    " josh nat jo tiara paisley margarita chastity sherry brandy ally sal colon bryce mat mac dean"
    " judge chandler spencer page paige lane wells dell dev shea shay ever lark amity asia ocean sincere"
)
# Of these, the ones too common in schools for a capital alone to decide.
SHY_NAMES = _set(
    "art case star major true honor justice journey page judge legend chance royal guy may will junior spring summer"
    " autumn august saint union data media math link general early key park council champ pride silver diamond harmony"
    " melody aurora genesis rock ocean dot trip kit trace precious queen king prince princess noble royal forest"
    " canyon brook river sky ridge star storm rain sunshine bear wolf fox falcon hawk raven archer"
    " ranger porter baker sailor bishop dean marshal happy lucky merry gem jewel treasure essence lyric aria viola"
    " constance reign blaze jet page eve luna earl duke colt cliff ever sugar cherry candy"
)
MONTH_NAMES = _set(
    "january february march july september october november december jan feb mar apr aug sept sep oct nov dec"
)
MONTHS = _set("april may june august")
MONTH_BEFORE = _set(
    "its it's in by until since last next this early late mid of from through between during before after each every til till"
)
MONTH_AFTER = _set("vacation break testing test exams graduation conferences week and or is th st nd through to")
PLACES_OF_WORK = _set(
    "office department library cafeteria guidance kitchen grade maintenance custodial it hr finance business food facilities room classroom lab gym hall"
)
NEVER_NAMES = _set(
    "and or the a an to of in is are was who that this students student level classes hs es grade teachers teacher for with"
)
PARTICLES = _set("de la del der den van von ten ter da das do dos du di bin ibn al el le y e st san santa af av mac")
SUFFIXES = _set("jr sr ii iii iv phd edd md esq")
SENTENCE_ENDS = frozenset('.!?…:\n•*"“”;|>-–—/')
