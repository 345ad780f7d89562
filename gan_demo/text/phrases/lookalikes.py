"""English words of SCOWL's small list that are a slip away from a known word, and mean another thing."""

LOOKALIKES = """
    abide abort abound ached aground allays alone ameer among angler arbor arced archer arches arcked ardor
    armory badly baled bands banks barer barge beading beaning bearing beast beating beset bets blamer blaming
    bland blank blare blaze blazed blazes blend blent blest blight blind block blonder blood blown blows bluer
    blurt board boarded booth botch bother brained brains braised branded brands brawn bread brews bring broke
    brood broth browse brunt bubbly buoys burble carton cartoonist carved cellar certain champ chapt cheap
    checks cheeps cherry chile chili chill china chink chopped chopper choral chose chowing chute clear cleat
    clenches clinched clocked clone closer closet clothed cloths clove codes coked cokes collated colon colons
    comas combs comet comets cones cooked cooper copes copier cores corked corral coves crate creak creamy
    crease creeks cremate crewing crossest culled culls curbs curdled curds cures curry curtail curves cuter
    dandy daring deadlock deadlocks defer derailed detained deter ditty doers doles doling domes doming dopes
    doping dose doses dosing dotes doting doves downy dozes dozing drain draping drawl drawling dreams dresser
    dresses duding duping dying earls earns easing elves eras facet farce farther fatter feather featured feint
    fizzy flair flecked flicker flint float flocked floor flowery follow form fully gasses gentile gentler
    gentry gents gills ginning given glamourous glassed glosses gooey goofs grain grasses gravy greed greek
    greet grinding groan growl grows gutting hailed hairy haling halve halving handing handsomer hared haring
    harts hating hatred haven haying hazed hazes hazing headland heady hears hearth hearths hearty heats heave
    heaving hinging hippy hired hiving homey honed hones hoofed hooked hooped hooted horded horny humane jacked
    jumped jumpier juts kinda knotted lades ladles larger lasts lazies lefts lengthy lest levee lever liken
    liker littering littler lively locking lofts looming looms loons looping loops loosen looser loosing looting
    lost lotus louse maces macing maker makers mallet mange mangy maple mares marking masking mates mating mazes
    meddle mikes miking moist momma month mossy muddle mulch mulled mummy munch narrower needy nicer niche niece
    odder olden order otter outlive outlived overt pains paler panned parch parson paste pasted pastes patchy
    pattered peace pease penned perch persona petty photon picks piking pined pinked pitch pleas plugs plums
    plush poach poking preach puffer puffs punned purpler qualify quiet quits quote racking raged raided raiding
    railed railing rained raining raises raisin raisins rally rammed ranged rasher reader realty redder related
    relaxes relayed rigged rising roes roller rooking rotund rounder rouse rugged sacred sailing sample sanding
    saved scaring scarred scoot scouting searing sensor shaken shakes shall shame shames shares sharing sharped
    sheet shift shiftless shinned shire shirk shoeing shooing shoos shoot shooting shops shore shoring shorn
    shoved shoving shown showy shunned shunt sicking sidle sidles sight simpler simplex simply sinned sires
    sites sitter sixes sizes skate skein sketchy skill skulk slake slats slave slaved slays sleet slept slick
    slicking slides slime sliver slowing slows sluice smell smite smiting smoulder smoulders snaring snide snoop
    snorting snorts snowing snows soaped soaring soiling soled sorta sorting sowing spade spades spares sparing
    spars sparser spays spices spicy spies spiked spines spires spites splice spokes spores spots spotting
    spurting spurts squarer squire squirting stacking stage staging staking stale staled staling stall starring
    starting starving state stating staved staving staying stays stinking stocking stole stolid stoop storing
    stowing stows stranding streaming string stunted suite sunned superb supper surer sways sweep sweeter swoop
    tanked tanks tanner teems teethe tenth these thing thinks three tinned toddle toddled toddles tonic tonne
    tousles trapped trick tried trimmer twister udder victor violent wades wafts wages waits waives wakes wands
    warts watts waved waver wavers waxes weaning weans weary wearying weaves weaving weer whale wheat where
    whiten whiter wholly widen wider width wield wincing winding winging wining winner winning wintery wives
    woken wooly wordy worries worse wound woven write yearn yearns yelping
"""
