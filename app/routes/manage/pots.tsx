/** A fund's staff: the pots they look after, with what waits in each. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { countPotWork } from "#app/domain/desk/read.server.ts";
import { potState, potStates, remainingPence } from "#app/domain/funds/model.ts";
import { listPotsOf } from "#app/domain/funds/read.server.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { NotAllowed } from "#app/domain/kernel/errors.ts";
import { paths } from "#app/paths.ts";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { page, staff } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = () => title("The funds you look after");

export const loader = page(async ({ lade }) => {
  const person = staff(lade);
  const places = ["administrator", "chair", "finance"] as const;
  if (!person.roles.some(({ role }) => (places as readonly string[]).includes(role))) throw new NotAllowed("This page is for the people who look after a fund in an area");
  const pots = await listPotsOf(lade.db, person, places);
  const work = await countPotWork(lade.db, pots.map(({ id }) => id), person.id);
  return pots.map((pot) => {
    const waiting = work.find(({ pot_id }) => pot_id === pot.id);
    return {
      id: pot.id,
      name: `${pot.round_title}, ${pot.area_name}`,
      state: potState(pot, lade.now),
      allocation_pence: pot.allocation_pence,
      remaining_pence: remainingPence(pot),
      received: waiting?.received ?? 0,
      waiting: waiting ? waiting.to_check + waiting.to_assign + waiting.to_decide + waiting.to_release : 0,
    };
  });
});

const stateColours = { "not-set": "grey", before: "blue", open: "green", closed: "grey" } as const;

export default function Pots() {
  const pots = useLoaderData<typeof loader>();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "Funds you look after" }]} />
      <PageHeader title="The funds you look after" lead="One line for each round in an area that you have a role in." />
      <Table
        caption="Rounds in your areas" dense
        columns={[
          { key: "name", heading: "Round and area" },
          { key: "state", heading: "State" },
          { key: "allocation", heading: "Allocation", numeric: true },
          { key: "remaining", heading: "Remaining", numeric: true },
          { key: "received", heading: "Applications", numeric: true },
          { key: "waiting", heading: "Things to do", numeric: true },
        ]}
        rows={pots.map((pot) => ({
          name: <a href={paths.managePot(pot.id)}>{pot.name}</a>,
          state: <Tag colour={stateColours[pot.state]}>{potStates[pot.state].staff}</Tag>,
          allocation: formatPence(pot.allocation_pence),
          remaining: formatPence(pot.remaining_pence),
          received: pot.received,
          waiting: pot.waiting,
        }))}
        empty="No round runs in your areas at the moment."
      />
    </Wide>
  );
}
