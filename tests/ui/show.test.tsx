/** What a page shows must be there in words, for everyone, at any width. */
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { BarChart, inLines, LineChart } from "#app/ui/charts.tsx";
import { BackLink, Breadcrumbs, navigationAt, PageHeader, Problem, SiteFrame } from "#app/ui/layout.tsx";
import { Money, Notice, Stat, SummaryList, TaskList } from "#app/ui/show.tsx";
import { Pagination, Table } from "#app/ui/table.tsx";
import { ramp, step, TileMap } from "#app/ui/tile-map.tsx";

const html = renderToStaticMarkup;
const text = (markup: string): string => markup.replace(/<[^>]+>/g, "|").replace(/\|+/g, "|");

describe("a table", () => {
  const columns = [{ key: "name", heading: "Award" }, { key: "amount", heading: "Amount", numeric: true }];
  const markup = html(<Table caption="Awards" columns={columns} rows={[{ name: <a href="/a">Harbour walks</a>, amount: "£2,500" }]} total={{ name: "All", amount: "£2,500" }} />);

  it("carries each heading in its cells, so that a card on a phone has the same labels", () => {
    expect(markup).toContain('<td role="cell" class="app-num" data-heading="Amount">');
    expect(markup).toContain('data-heading="Award"');
  });

  it("stays a table for a screen reader when it is drawn as cards", () => {
    for (const role of ["table", "rowgroup", "row", "columnheader", "rowheader", "cell"]) expect(markup).toContain(`role="${role}"`);
    expect(markup).toContain("<caption>Awards</caption>");
  });

  it("without rows says so in words", () => {
    const none = html(<Table caption="Awards" columns={columns} rows={[]} empty="No award has been released yet." />);
    expect(none).toContain("No award has been released yet.");
    expect(none).not.toContain("<table");
  });

  it("tells in the head by which column it is sorted and links to the others", () => {
    const sorted = html(<Table caption="Awards" columns={[{ ...columns[0]!, sort: { to: "?sort=name" } }, { ...columns[1]!, sort: { to: "?sort=amount", direction: "descending" } }]} rows={[{ name: "a", amount: "b" }]} />);
    expect(sorted).toContain('aria-sort="descending"');
    expect(sorted.match(/aria-sort/g)).toHaveLength(1);
    expect(sorted).toContain('href="?sort=name"');
  });
});

describe("pages of a list", () => {
  it("are reachable one by one, with the first, the last and no way off the ends", () => {
    const markup = html(<Pagination page={5} pages={13} to={(page) => `?page=${page}`} />);
    expect([...markup.matchAll(/href="\?page=(\d+)"/g)].map((match) => Number(match[1]))).toEqual([4, 1, 4, 5, 6, 13, 6]);
    expect(markup).toContain('aria-label="Page 5" aria-current="page"');
    expect(html(<Pagination page={1} pages={2} to={String} />)).not.toContain("Previous");
    expect(html(<Pagination page={1} pages={1} to={String} />)).toBe("");
  });
});

describe("a bar chart", () => {
  const bars = [{ label: "Minority ethnic people", value: 316, to: "/awards?focus=minority-ethnic" }, { label: "Veterans & <families>", value: 0 }, { label: "Refugees", value: null }];
  const markup = html(<BarChart title="Awards by focus group" description="Most awards have no focus." bars={bars} unit="awards" />);

  it("has a title, a description and its values as text", () => {
    const [, title] = /<title id="([^"]+)">Awards by focus group<\/title>/.exec(markup) ?? [];
    const [, description] = /<desc id="([^"]+)">Most awards have no focus\.<\/desc>/.exec(markup) ?? [];
    expect(markup).toContain(`aria-labelledby="${title}"`);
    expect(markup).toContain(`aria-describedby="${description}"`);
    expect(text(markup)).toContain("|316|");
    expect(text(markup)).toContain("|0|");
    expect(text(markup)).toContain("|not known|");
  });

  it("is one image, but never an image that hides links", () => {
    expect(markup).toContain('role="group"');
    expect(markup).toContain('aria-label="Minority ethnic people: 316 awards"');
    expect(html(<BarChart title="t" description="d" bars={[{ label: "a", value: 1 }]} unit="awards" />)).toContain('role="img"');
  });

  it("begins every bar at nought, in proportion", () => {
    const drawn = html(<BarChart title="t" description="d" bars={[{ label: "a", value: 200 }, { label: "b", value: 50 }]} unit="awards" />);
    expect([...drawn.matchAll(/app-drawing__bar" x="0" y="\d+" width="([\d.]+)%"/g)].map((match) => Number(match[1]))).toEqual([100, 25]);
  });

  it("escapes its labels", () => {
    expect(markup).toContain("Veterans &amp; &lt;families&gt;");
  });

  it("breaks long labels between words and loses none", () => {
    const label = "People with a long-term health condition or disability";
    const lines = inLines(label, 38);
    expect(lines.length).toBe(2);
    expect(lines.join(" ")).toBe(label);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(38);
  });
});

describe("a line chart", () => {
  it("draws no line across what is not known", () => {
    const points = [{ label: "2022-23", value: 1481 }, { label: "2023-24", value: null }, { label: "2024-25", value: 1400 }, { label: "2025-26", value: 1430, provisional: true }];
    const markup = html(<LineChart title="Awards by round" description="d" points={points} unit="awards" />);
    expect(markup.match(/app-drawing__line/g)).toHaveLength(1);
    expect(markup).toContain("stroke-dasharray");
    for (const words of ["1,481", "not known", "1,430", "2023-24"]) expect(text(markup)).toContain(`|${words}|`);
  });
});

describe("a tile map", () => {
  const tiles = [{ short: "Shet", name: "Shetland Islands", column: 6, row: 1, value: 12, to: "/awards?area=S12000027" }, { short: "Ang", name: "Angus", column: 5, row: 4, value: null }];
  const markup = html(<TileMap title="Awards by area" description="d" tiles={tiles} unit="awards" />);

  it("has value and short name in each tile and hatches what is missing", () => {
    for (const words of ["Shet", "12", "Ang", "–"]) expect(text(markup)).toContain(`|${words}|`);
    expect(markup).toContain('aria-label="Shetland Islands: 12 awards"');
    expect(markup).toContain('fill="url(#h');
    expect(markup).toContain("not reported");
  });

  it("gives every value one of five steps, nought the lightest and the largest the darkest", () => {
    expect([0, 1, 20, 21, 60, 100].map((value) => step(value, 100))).toEqual([0, 0, 0, 1, 2, 4]);
    expect(step(0, 0)).toBe(0);
  });

  it("can be read on every step", () => {
    const light = (hex: string): number => {
      const [red, green, blue] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [number, number, number];
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    for (const { fill, ink } of ramp) {
      const [dark, pale] = [light(fill), light(ink)].sort((a, b) => a - b) as [number, number];
      expect((pale + 0.05) / (dark + 0.05)).toBeGreaterThanOrEqual(4.5);
    }
  });
});

describe("what is shown", () => {
  it("never shows what is not known as nought", () => {
    expect(text(html(<Stat value={null} unit="people reached" />))).toContain("Not known");
    expect(text(html(<Stat value={0} unit="awards" />))).toContain("|0|");
    expect(text(html(<Money pence={null} />))).toContain("not stated");
  });

  it("says at which moment in London a figure was taken, and that it is invented", () => {
    const markup = html(<Stat value={1430} unit="awards" asAt="2026-05-08T11:00:00.000Z" to="/figures" synthetic />);
    expect(markup).toContain("1,430");
    expect(markup).toContain("As at Friday 8 May 2026, 12 noon");
    expect(markup).toContain("Invented for the demonstration");
    expect(markup).toContain('What this counts<span class="visually-hidden">: awards</span>');
  });

  it("says of every link “Change” what it changes", () => {
    const markup = html(<SummaryList rows={[{ key: "Amount", value: "£2,500", action: { to: "/x", text: "Change", what: "the amount asked" } }]} />);
    expect(markup).toContain('Change<span class="visually-hidden"> the amount asked</span>');
  });

  it("says a task's state inside its link and not by colour alone", () => {
    const markup = html(<TaskList groups={[{ heading: "Your group", tasks: [{ text: "Details", to: "/x", status: { text: "Done", colour: "green" } }, { text: "Send", status: { text: "Can’t start yet" } }] }]} />);
    expect(markup).toContain('Details<span class="visually-hidden"> (Done)</span></a>');
    expect(markup).not.toContain('href=""');
  });

  it("announces success and keeps it on the page", () => {
    expect(html(<Notice kind="success" title="Sent">Thank you</Notice>)).toContain('role="status"');
    expect(html(<Notice kind="warning" title="Closes soon" />)).toContain("ds_notification-message--warning");
  });
});

describe("the frame of a page", () => {
  it("shows nothing of who is signed in on a page that is kept for everyone", () => {
    const markup = html(<SiteFrame publicPage signedIn={{ name: "Mairi Sinclair" }}>x</SiteFrame>);
    expect(markup).not.toContain("Mairi");
    expect(markup).not.toContain("Sign out");
    expect(markup).toContain('href="/desk"');
  });

  it("signs out by a form, so that no link or prefetch can", () => {
    const markup = html(<SiteFrame signedIn={{ name: "Mairi Sinclair" }}>x</SiteFrame>);
    expect(markup).toContain('<form method="post" action="/account/sign-out">');
    expect(markup).not.toContain('href="/account/sign-out"');
  });

  it("says on every page of the demonstration that what is here is invented, and on no other", () => {
    expect(html(<SiteFrame synthetic>x</SiteFrame>)).toContain("are invented");
    expect(html(<SiteFrame>x</SiteFrame>)).not.toContain("invented");
  });

  it("lets the keyboard skip to the page, past links that work without a script", () => {
    const markup = html(<SiteFrame nav={navigationAt("/awards/LG-1")}>x</SiteFrame>);
    expect(markup.indexOf('href="#main-content"')).toBeLessThan(markup.indexOf("<nav"));
    expect(markup).toContain('<main id="main-content"');
    expect(markup).toContain('href="/awards" aria-current="page"');
    expect(markup.match(/aria-current/g)).toHaveLength(1);
    expect(markup).not.toContain("<script");
    expect(markup).not.toContain('type="button"');
  });

  it("has one title, with the state of the record in words", () => {
    const markup = html(<><BackLink to="/x">Back</BackLink><PageHeader title="Score: Harbour walks" label="Application LA-1" state={{ text: "Draft", colour: "grey" }} /></>);
    expect(markup.match(/<h1/g)).toHaveLength(1);
    expect(markup).toContain("Draft");
    expect(html(<Breadcrumbs trail={[{ text: "Home", to: "/" }, { text: "Here" }]} />)).toContain('aria-current="page">Here');
  });

  it("says what went wrong, with a way on", () => {
    const markup = html(<Problem status={404} title="Page not found">There is nothing at this address.</Problem>);
    expect(text(markup)).toContain("Page not found");
    expect(markup).toContain('href="/"');
  });
});
