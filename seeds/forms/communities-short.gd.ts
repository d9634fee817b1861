/** The short form in Gaelic: a draft translation that no Gaelic speaker has checked yet. Pages that show it say so. */
import type { Translation } from "#app/domain/forms/model.ts";

export const communitiesShortGaelic: Translation = {
  checked: false,
  title: "Iarrtas goirid gu Maoin Slàinte Inntinn is Sunnd nan Coimhearsnachdan airson inbhich",
  name: "am foirm goirid",
  intro: "Seo am foirm goirid, airson thabhartasan beaga. Is e freagairtean sìmplidh as fheàrr. Faodaidh sibh stad uair sam bith agus tilleadh.",
  sections: {
    project: { title: "Am pròiseact agaibh", intro: "Dè tha sibh airson dèanamh, agus carson." },
    people: { title: "Cò dha a tha e", intro: "Cuidichidh na freagairtean seo le bhith a' sealltainn cò a tha a' Mhaoin a' ruighinn air feadh Alba." },
    money: { title: "Airgead", intro: "Tha àireamhan cruinn ceart gu leòr. Iarr na tha e a' cosg dha-rìribh." },
    declaration: { title: "Aontachadh", intro: "An rud mu dheireadh mus toir sibh sùil air na freagairtean." },
  },
  questions: {
    title: { title: "Dè an t-ainm a th' air a' phròiseact agaibh?", short: "Ainm a' phròiseict", hint: "Ainm goirid a dh'aithnicheadh daoine. Ma gheibh sibh airgead, foillsichidh sinn e." },
    summary: { title: "Ann am beagan sheantansan, dè nì sibh?", short: "Dè nì sibh", hint: "Sgrìobh e gus an tuigeadh nàbaidh e. Ma gheibh sibh airgead, foillsichidh sinn e." },
    need: { title: "Ciamar a tha fios agaibh gu bheil feum aig daoine air seo?", short: "Am feum", hint: "Dè tha daoine air innse dhuibh? Dè chì sibh far a bheil sibh a' fuireach? Cha leig sibh a leas staitistearachd." },
    difference: { title: "Dè bhios nas fheàrr do dhaoine air sgàth seo?", short: "Dè bhios nas fheàrr", hint: "Ciamar a chuidicheas e daoine gus a bhith gu math, no gus a bhith nas lugha leotha fhèin? Ciamar a bhios fios agaibh?" },
    "project-type": { title: "Dè an seòrsa pròiseict a th' ann?", short: "Seòrsa pròiseict", hint: "Tagh am fear as fheàrr a fhreagras air a' mhòr-chuid de na nì sibh." },
    "project-standing": {
      title: "An e rud ùr a tha seo?", short: "Ùr no ann mar-thà",
      options: {
        new: { text: "'S e, tha e ùr", hint: "Cha do rinn sibh seo roimhe, no chan ann san àite seo." },
        existing: { text: "Chan e, tha e a' dol mar-thà", hint: "Chumadh an tabhartas a' dol e, no chuidicheadh e le fàs." },
      },
    },
    "starts-on": { title: "Cuin a thòisicheas e?", short: "Ceann-latha tòiseachaidh", hint: "Chan urrainn dhuinn pàigheadh airson dad a thachair mus deach tabhartas a thairgsinn. Mar eisimpleir, 27 3 2027." },
    "ends-on": { title: "Cuin a bhios an t-airgead air a chosg?", short: "Ceann-latha crìochnachaidh", hint: "Tha tomhas math gu leòr. Mar eisimpleir, 26 3 2028." },
    "priority-issues": { title: "Cò dhiubh seo leis an cuidich am pròiseact agaibh?", short: "Cùisean prìomhachais", hint: "Tagh a h-uile gin a tha na phàirt cheart den phlana." },
    reach: {
      title: "Cò dh'fhaodas pàirt a ghabhail?", short: "Cò dha",
      options: {
        general: { text: "Duine sam bith", hint: "Tha e airson a h-uile duine sa choimhearsnachd." },
        "open-with-a-focus": { text: "Duine sam bith, le cuid gu sònraichte san amharc", hint: "Tha fàilte air a h-uile duine agus nì sibh oidhirp a bharrachd gus cuid a ruighinn." },
        targeted: { text: "Daoine sònraichte a-mhàin", hint: "Tha e airson dhaoine sna buidhnean a thaghas sibh a-nis." },
      },
    },
    "focus-groups": { title: "Dè na buidhnean dhaoine as motha a tha sibh airson ruighinn?", short: "Buidhnean fòcais", hint: "Tagh gach buidheann air a bheil am pròiseact stèidhichte, chan e gach buidheann a dh'fhaodadh tighinn." },
    "family-groups": {
      title: "Am bi sibh ag obair le gin de na teaghlaichean seo?", short: "Teaghlaichean prìomhachais", hint: "Is iad seo na teaghlaichean as dualtaiche a bhith gann de airgead. Tagh a h-uile gin a tha sa phlana. Tha e ceart gu leòr mura h-eil gin ann.",
      options: { "none-of-these": { text: "Gin dhiubh seo", hint: "Tha am pròiseact airson dhaoine eile." }, "not-known": { text: "Chan eil fios againn fhathast" } },
    },
    "people-reached": { title: "Mu cia mheud duine a ghabhas pàirt?", short: "Daoine a ruigear", unit: "duine", hint: "Cunnt gach duine aon turas, ge bith dè cho tric 's a thig iad. Tha tomhas math gu leòr." },
    safeguarding: { title: "Ciamar a chumas sibh daoine sàbhailte?", short: "Cumail dhaoine sàbhailte", hint: "Mar eisimpleir, cò ris am faodar bruidhinn nuair a tha dragh air duine, agus dè dhèanadh sibh nam biodh duine ann an cunnart." },
    asked: { title: "Dè an t-suim a tha sibh ag iarraidh, ann an notaichean?", short: "An t-suim", hint: "An tabhartas gu lèir, fhad 's a mhaireas am pròiseact." },
    budget: {
      title: "Air dè chosgas sibh an tabhartas?", short: "Cosgaisean", one: "cosgais", many: "cosgaisean",
      hint: "Aon sreath airson gach seòrsa cosgais, mar mhàl talla, pàigheadh neach-obrach, siubhal no biadh. Còmhla feumaidh iad tighinn gu an aon suim a tha sibh ag iarraidh.",
      columns: { item: { title: "Dè th' ann?", say: "Innis dè tha a' chosgais seo a' pàigheadh" }, amount: { title: "Suim ann an notaichean", say: "Cuir a-steach dè tha seo a' cosg ann an notaichean, mar 250" } },
    },
    declaration: {
      title: "A bheil sibh ag aontachadh?", short: "Ur n-aonta",
      statement: "Tha cead agam iarrtas a chur a-steach às leth na buidhne seo. Tha na sgrìobh sinn fìor cho fad 's as aithne dhomh. Innsidh sinn don mhaoin ma dh'atharraicheas rud cudromach. Tha sinn a' tuigsinn gu bheil na sgrìobhas sinn air a ghleidheadh, agus gun leugh na daoine a nì an co-dhùnadh e.",
    },
  },
};
