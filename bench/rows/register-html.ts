/** The register, filtered and paged, each page drawn anew, against a server without a framework that writes the same bytes from the same statements. */
import { Client, load } from "../client.ts";
import type { Child } from "../child.ts";
import { described, inTurns, type Turns } from "../measure.ts";
import type { Row } from "../row.ts";
import type { Ledger, World } from "../world.ts";

const clients = 8;
/** At least 0.4 of the bare server's throughput. */
const limit = 2.5;

export const registerHtml: Row = {
  name: "register-html",
  async measure(world) {
    const { fewer, rounds, effort } = world.sizes;
    const ledger = await world.ledger(fewer);
    const site = await world.site(ledger);
    const bare = await bareRegister(world, ledger, site);
    const measure = async (addresses: readonly string[], requests: number): Promise<Turns> => {
      // Each address is asked for once of each server: nothing that is kept answers.
      const fresh = new Map([site, bare].map((child) => [child, slices(addresses, Math.ceil(requests * effort))]));
      const take = (child: Child) => async () => {
        const paths = fresh.get(child)!.next().value!;
        return 1 / (await load({ origin: child.origin, paths, clients, requests: paths.length }));
      };
      return inTurns(rounds, take(site), take(bare));
    };
    const searched = await measure(searches(), 240);
    const filtered = await measure(filters(), 240);
    const perSecond = (seconds: readonly number[]) => described(seconds.map((one) => 1 / one), "pages a second");
    const line = (name: string, { ratio, ours, theirs }: Turns) => `${name} ${ratio.toFixed(3)}: ours ${perSecond(ours)}, bare ${perSecond(theirs)}`;
    return [
      {
        name: "register-html", what: `${fewer} awards, searched, filtered and paged, where the query dominates: the bare server's rate to ours`, ratio: searched.ratio, limit,
        details: [line("searched by name, or by two tags,", searched), line("by area, year and one tag (beside the row)", filtered)],
      },
    ];
  },
};

/** Everything around `<main>` is the same on every page: the bare server is given it and writes the rest. */
export async function bareRegister(world: World, ledger: Ledger, site: Child): Promise<Child> {
  const client = new Client(site.origin);
  const page = (await client.get("/awards")).body.toString();
  client.close();
  const [begin, end] = [page.indexOf("<main "), page.indexOf("</main>") + "</main>".length];
  return world.bare("register", ledger, { before: page.slice(0, begin), after: page.slice(end) });
}

function* slices(all: readonly string[], size: number): Generator<string[]> {
  for (let at = 0; at + size <= all.length; at += size) yield all.slice(at, at + size);
  throw new Error("There are not enough different addresses for so many rounds");
}

const areas = [
  "S12000033", "S12000034", "S12000041", "S12000035", "S12000036", "S12000005", "S12000006", "S12000042", "S12000008", "S12000045", "S12000010", "S12000011", "S12000014", "S12000047",
  "S12000049", "S12000017", "S12000018", "S12000019", "S12000020", "S12000013", "S12000021", "S12000050", "S12000023", "S12000048", "S12000038", "S12000026", "S12000027", "S12000028",
  "S12000029", "S12000030", "S12000039", "S12000040",
];
const groups = ["women", "older-people", "lgbti", "minority-ethnic", "socio-economic-disadvantage", "long-term-condition-or-disability", "psychological-trauma", "bereavement-or-loss"];
const years = ["2021-22", "2022-23", "2023-24", "2024-25", "2025-26"];
const names = ["Lintie", "Kettle", "Lantern", "Bothy", "Rowan", "Skylark", "Puffin", "Otter", "Ember", "Harbour", "Ceilidh", "Heron", "Hearth", "Curlew", "Clover", "Selkie", "Compass", "Anchor", "Weaver", "Fiddle"];

/** Part of an organisation's name, alone or with a year; two tags at once; further and further pages. Some two thousand addresses. */
export function searches(): string[] {
  const pages = Array.from({ length: 10 }, (_, index) => index + 1);
  const byName = pages.flatMap((page) => names.flatMap((name) => [`/awards?q=${name}&page=${page}`, ...years.map((year) => `/awards?q=${name}&year=${year}&page=${page}`)]));
  const byTwo = pages.slice(0, 5).flatMap((page) =>
    groups.flatMap((group) => groups.filter((other) => other !== group).flatMap((other) => years.map((year) => `/awards?focus-group=${group}&with=focus-group.${other}&year=${year}&page=${page}`))),
  );
  return mixed(byName, byTwo);
}

/** An area, a year, a group: what most people choose. Some five thousand addresses. */
export const filters = (): string[] =>
  mixed(
    areas.flatMap((area) => groups.flatMap((group) => years.flatMap((year) => [1, 2].map((page) => `/awards?area=${area}&year=${year}&focus-group=${group}&page=${page}`)))),
    areas.flatMap((area) => years.flatMap((year) => Array.from({ length: 16 }, (_, index) => index + 1).map((page) => `/awards?area=${area}&year=${year}&page=${page}`))),
  );

/** Both lists by turns, as long as both last: no address twice. */
function mixed(one: readonly string[], other: readonly string[]): string[] {
  return Array.from({ length: Math.min(one.length, other.length) }, (_, index) => [one[index]!, other[index]!]).flat();
}
