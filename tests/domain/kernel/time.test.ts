import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, financialYear, formatInstant, formatUntil, isDay, londonDay, londonInstant, londonTime } from "#app/domain/kernel/time.ts";

const at = (day: string, time: string) => londonInstant(day, time)?.toISOString();

describe("the day the clocks go forward, 28 March 2027", () => {
  test("noon is at 11:00 UTC, and the day before at 12:00", () => {
    expect(at("2027-03-28", "12:00")).toBe("2027-03-28T11:00:00.000Z");
    expect(at("2027-03-27", "12:00")).toBe("2027-03-27T12:00:00.000Z");
  });
  test("a deadline in the hour that is skipped is no time at all", () => {
    expect(at("2027-03-28", "00:59")).toBe("2027-03-28T00:59:00.000Z");
    for (const time of ["01:00", "01:30", "01:59"]) expect(at("2027-03-28", time), time).toBeUndefined();
    expect(at("2027-03-28", "02:00")).toBe("2027-03-28T01:00:00.000Z");
  });
  test("the day has 23 hours and stays one day", () => {
    expect(londonDay(new Date("2027-03-28T00:00:00Z"))).toBe("2027-03-28");
    expect(londonDay(new Date("2027-03-28T22:59:59Z"))).toBe("2027-03-28");
    expect(londonDay(new Date("2027-03-28T23:00:00Z"))).toBe("2027-03-29");
  });
});

describe("the day the clocks go back, 31 October 2027", () => {
  test("noon is at 12:00 UTC, and the day before at 11:00", () => {
    expect(at("2027-10-31", "12:00")).toBe("2027-10-31T12:00:00.000Z");
    expect(at("2027-10-30", "12:00")).toBe("2027-10-30T11:00:00.000Z");
  });
  test("a deadline in the hour that comes twice would mean two things, and is refused", () => {
    expect(at("2027-10-31", "00:59")).toBe("2027-10-30T23:59:00.000Z");
    for (const time of ["01:00", "01:30", "01:59"]) expect(at("2027-10-31", time), time).toBeUndefined();
    expect(at("2027-10-31", "02:00")).toBe("2027-10-31T02:00:00.000Z");
  });
  test("the day has 25 hours and stays one day", () => {
    expect(londonDay(new Date("2027-10-30T22:59:59Z"))).toBe("2027-10-30");
    expect(londonDay(new Date("2027-10-30T23:00:00Z"))).toBe("2027-10-31");
    expect(londonDay(new Date("2027-10-31T23:59:59Z"))).toBe("2027-10-31");
  });
});

const minutes = fc.integer({ min: Date.UTC(2020, 0, 1) / 60_000, max: Date.UTC(2040, 0, 1) / 60_000 }).map((minute) => new Date(minute * 60_000));

test("every instant that London's clock names once is found again from its day and time", () => {
  fc.assert(
    fc.property(minutes, (instant) => {
      const found = londonInstant(londonDay(instant), londonTime(instant));
      const twice = [-1, 1].some((hours) => {
        const other = new Date(instant.getTime() + hours * 3_600_000);
        return londonDay(other) === londonDay(instant) && londonTime(other) === londonTime(instant);
      });
      expect(found?.getTime()).toBe(twice ? undefined : instant.getTime());
    }),
    { numRuns: 1_000 },
  );
});

test("text that is no day or no time is no instant", () => {
  for (const [day, time] of [["2027-02-29", "12:00"], ["2027-13-01", "12:00"], ["2027-1-1", "12:00"], ["2027-01-01", "24:00"], ["2027-01-01", "12:60"], ["2027-01-01", "noon"], ["", ""]] as const)
    expect(londonInstant(day, time), `${day} ${time}`).toBeUndefined();
  expect(isDay("2028-02-29")).toBe(true);
  expect(isDay("2100-02-29")).toBe(false);
});

test("a day and so many days later lie so many days apart, over both changes of the clock", () => {
  fc.assert(
    fc.property(minutes, fc.integer({ min: -4_000, max: 4_000 }), (instant, days) => {
      const day = londonDay(instant);
      expect((Date.parse(addDays(day, days)) - Date.parse(day)) / 86_400_000).toBe(days);
    }),
  );
});

test("the financial year begins on the first of April", () => {
  expect(["2027-03-31", "2027-04-01", "2099-12-31", "2027-01-01"].map(financialYear)).toEqual(["2026-27", "2027-28", "2099-00", "2026-27"]);
});

test("a deadline reads as people say it", () => {
  expect(formatInstant(new Date("2026-05-08T11:00:00Z"))).toBe("Friday 8 May 2026, 12 noon");
  expect(formatInstant(new Date("2026-12-31T00:00:00Z"))).toBe("Thursday 31 December 2026, midnight");
  const now = new Date("2026-05-06T11:00:00Z");
  expect(formatUntil(new Date("2026-05-08T11:00:00Z"), now)).toBe("in 2 days");
  expect(formatUntil(new Date("2026-05-08T10:59:00Z"), now)).toBe("in 47 hours");
  expect(formatUntil(new Date("2026-05-06T10:59:59Z"), now)).toBe("has passed");
});

test("a server in New York answers the same", { timeout: 60_000 }, () => {
  const script = `
    const t = await import("#app/domain/kernel/time.ts");
    const days = ["2027-03-27", "2027-03-28", "2027-10-30", "2027-10-31", "2027-06-15"];
    const times = ["00:30", "01:30", "02:30", "12:00", "23:30"];
    console.log(JSON.stringify([Intl.DateTimeFormat().resolvedOptions().timeZone, days.flatMap((day) => times.map((time) => {
      const instant = t.londonInstant(day, time);
      return instant ? [instant.toISOString(), t.londonDay(instant), t.londonTime(instant), t.formatInstant(instant), t.addDays(day, 1)] : null;
    }))]));`;
  const run = (TZ: string) => {
    const said = execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
      cwd: fileURLToPath(new URL("../../..", import.meta.url)),
      env: { ...process.env, TZ },
      encoding: "utf8",
    });
    return JSON.parse(said) as [string, unknown[]];
  };
  const [there, here] = [run("America/New_York"), run("Europe/London")];
  expect(there[0]).toBe("America/New_York");
  expect(there[1]).toEqual(here[1]);
});
