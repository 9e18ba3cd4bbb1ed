#include "core/endings.h"

#include <string.h>

#include "core/fold.h"

/* Suffixes that are taken off, also several at once (Porter, An algorithm for suffix stripping, 1980). */
static const char english[] =
    "ability able ably al alisation alise ality alization alize ally als ance ances ancy ant ants ate ated ates "
    "ating ation ational ations ative ator ators e ed ely ement ements ence ences ency ent ents er ers es est ful "
    "fully fulness ibility ible ibly ic ical ically icity ied ies ier iest ing ingly ings ion ional ions isation "
    "ise ised ising ism isms ist ists ities ity ive ively iveness ization ize ized izing ly ment ments ness ous "
    "ously ousness s y";

/* Of other languages, what lists of their words have behind the stems: of the endings that begin alike, one, as far as
 * that reaches all but some in a hundred of the beginnings; and those that news make nouns and adjectives with. */
static const char dutch[] =
    "baarheid delijken elijkheid endheid heden heid igend igheid igingen ing ingen kendheid kingen lijk lijkheid "
    "tendheid tingen";
static const char german[] =
    "en end endere ene er ere erlicherem es ester heit heiten ig igeren igste isch ischerer keit lich licherer "
    "lichste ster ung ungen";

static const struct {
    const char *language, *endings;
} lists[] = {
    {"english", english},
    {"earlyenglish", english},
    {"porter", english},
    {"lovins", english},
    {"dutch", dutch},
    {"kraaij_pohlmann", dutch},
    {"german", german},
    {"german2", german},
    {"catalan",
     "acions ades adores aires als ament ant arem aràs aríem aríeu atge atives atòria cions ció eixen eixis ejar "
     "ell eres eries esqui et iades iaràs iaríeu ides idores iments ines iques iràs iríem isca ismes isques istes "
     "itat itats ites itzacions itzades itzaràs itzaríeu itzis itzàrem itzàssiu itzàveu itzésseu itzéssiu ixes "
     "iàreu iàssiu iàvem iésseu iéssim iïn les ment ments oles ores osament oses osos ques re sades saràs saríeu "
     "sió sàreu sàssim sàvem séssem séssim udes àreu àssim àssiu àvem àveu ències éssem ésseu éssim éssiu íem íeu "
     "írem ísseu íssiu"},
    {"danish",
     "bernes dernes elighedens elsens elserne ende ene erede erende erne ethed ferne gernes hed heden igerende "
     "igheden igterne kelserne kende kerne lene lerne lig lighedens ligt melserne mende mernes nelserne ning ningen "
     "ninger pende perne rerne sernes telserne tende terende terne tighedens"},
    {"french",
     "ablement aient ante assent assiez assions ateur ation atrice eaient eassent eassions ement ements eraient "
     "eriez erions eront es eur euse eusement eux eâmes eâtes ication iez if ion ions iquement iraient irent irions "
     "iront isme issaient issantes issement issent issiez issions issons iste ité ités ive ivement lassions "
     "leraient naient nantes nassent nassions neraient nerions neront nions nâmes nâtes nèrent nées tassent "
     "teraient teront âmes âtes èrent ées îmes îtes"},
    {"hungarian",
     "aba adat aink aitok ak akadt amat anak ara ba ban be ben ból ből cel dat det don dra dul eben edet eitek ek "
     "ekedet en enek ere gel hez hoz höz ia iba idon ie ig ikodon imo inka ion itek iunk janak jenek juk kadat ked "
     "kjanak kora ként man men mon nak nek oba ok okor omat omba on ora pel ra re ról ről ttel tól től unk val vel "
     "zal ák ön"},
    {"italian",
     "abilità ale amente ammo andosi ante anza arlo armene arono arsene assero assimo ativamente atore avamo avano "
     "avate azione eeresti emente endolo enza eranno erebbero eremmo eresti erete erlo erono ersene essero ete "
     "evano ezza heranno herebbero heremmo hereste herete herò hiammo hiassero hiate hiavano hierebbero iamente "
     "iammo iandola iarono iassero iassimo iatore iavamo iavano iavate ibile icamente iche ieranno ierebbero "
     "ieremmo ieresti imento immo ione ioni iosamente iranno irebbero iremmo iresti irete irono iscano iscono ismo "
     "issero ista isti ita ità iva ivamente ivano ivate ivo mente menti mento ono osamente oso uto"},
    {"norwegian",
     "as ede elighetene elsene ende ene er et het hetene igheten lig ligheten ligt ning ningen ninger thetene"},
    {"portuguese",
     "adamente adora adores ais amento amos ando antemente aras ardes areis aremos armos arão aríamos aríeis astes "
     "ativamente avelmente ação ações dade dades dor dores eadores earíamos earíeis easte eemos eia emos endo erdes "
     "eremos ermos erão eríamos eríeis estes eza eámos eáramos eáreis eássemos eávamos eáveis iadores iaríamos "
     "icamente ico idades ido imentos indo irdes ireis iremos irmos iríamos iríeis ismo ista ivo iáramos iásseis "
     "iávamos mente mento mentos osamente uearíamos áramos ásseis ássemos ávamos áveis ável ância ção ções ência "
     "êssemos íamos íeis íramos ísseis íssemos ível"},
    {"romanian",
     "abilelor abililor abilului amul antelor antului arelor arăm aserăm atelor ativelor ativului atorilor atului "
     "ată ească ează elor erelor escului ezelor iabilelor iatelor iatului ibilelor icatorul icelor icilor icului "
     "ielor iilor ilor indu ioaselor iosului irelor irăm iserăm itate itatea itatelor itelor itivelor itoarelor "
     "itorilor itorului itului iului ivelor ivilor ivului oarelor oaselor orilor osului seserăm ului urăm userăm "
     "utului ândul ăitelor ăitului ătoarelor ătorului ția ție ției ții"},
    {"russian",
     "ам ами ах вшая вшего вшей вшем вшийся вшими вшую ев его ейшему ейшими емого емой емом ему емый емым ение ения "
     "ены ется ешь ившая ившего ившей ившем ившийся ившими ившую ией ийся илось имись итесь иться ишь иям иями ло "
     "нами нейшими нная нного нной нном нную нный нным ного ной ном ность ную ный ным ов ого ой ом ости ость остью "
     "ться ующем ующийся щем щийся ывшему ый ым ьемся ющая ющего ющей ющему ющийся ющими ющую ям"},
    {"spanish",
     "abilidad ablemente ación adamente ador al ales amente amiento ancia ancias antemente arse as ativamente "
     "ciones ción dor dores eadora emente encia erías iblemente icación icador icamente idad idades imiento ismo "
     "ista ivamente ivas ivo mente os osamente osidad ueamiento ías"},
    {"swedish",
     "ade ande aren arna aste derna elserna en erna het heten igaste igheten lig ligaste ligheten ligt nande nen "
     "ning ningar ningen ornas tarna ten ternas"},
};

const char *endings_of(const char *language)
{
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (strcmp(language, lists[i].language) == 0)
            return lists[i].endings;
    return "";
}

void endings_make(const char *list, struct endings *out)
{
    size_t used = 0;
    out->count = 0;
    for (; *list && out->count < WORD_ENDINGS_MAX; list += strspn(list, " ")) {
        struct str spelt = {list, strcspn(list, " ")};
        char *folded = out->folded + used;
        struct word_ending *e = &out->of[out->count++];
        *e = (struct word_ending){spelt, {folded, fold_piece(spelt, FOLD_ACCENTS, folded, sizeof out->folded - used)}};
        used += e->folded.len;
        list += spelt.len;
    }
}
