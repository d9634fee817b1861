/** What a form says to someone who can't see it, and what it keeps when it is refused. */
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { Button, Checkbox, Checkboxes, DateField, ErrorSummary, Form, MoneyField, Radios, Select, TextArea, TextField } from "#app/ui/forms.tsx";

const html = renderToStaticMarkup;
/** The first tag of this name that has all the given pieces. */
const tag = (markup: string, name: string, ...pieces: string[]): string => {
  const found = [...markup.matchAll(new RegExp(`<${name}\\b[^>]*>`, "g"))].map((match) => match[0]).find((text) => pieces.every((piece) => text.includes(piece)));
  if (found === undefined) throw new Error(`no <${name}> with ${pieces.join(", ")} in ${markup}`);
  return found;
};
const groups = [{ value: "lone-parent", text: "Lone parent families" }, { value: "young-mother", text: "Mothers under 25" }, { value: "none", text: "None of these" }];

describe("a field", () => {
  it("shows what a person typed as text and never as markup", () => {
    const markup = html(<TextField name="title" label={"<b>Name</b>"} value={'"><script>alert(1)</script>'} error={"<i>no</i>"} />);
    expect(markup).not.toContain("<script>");
    expect(markup).not.toContain("<b>");
    expect(markup).not.toContain("<i>");
    expect(markup).toContain("&quot;&gt;&lt;script&gt;");
  });

  it("is tied to its label, its hint and its message", () => {
    const markup = html(<TextField name="title" label="Name" hint="Up to 80 characters" error="Enter a name" />);
    expect(tag(markup, "label", 'for="title"')).toBeTruthy();
    const input = tag(markup, "input", 'id="title"');
    expect(input).toContain('aria-describedby="title-hint title-error"');
    expect(input).toContain('aria-invalid="true"');
    expect(markup).toContain('id="title-hint"');
    expect(markup).toMatch(/id="title-error"><span class="visually-hidden">Error: <\/span>Enter a name/);
  });

  it("without hint or message points at nothing", () => {
    const markup = html(<TextField name="title" label="Name" />);
    expect(markup).not.toContain("aria-describedby");
    expect(markup).not.toContain("aria-invalid");
  });

  it("counts pence as pounds and keeps typed money as typed", () => {
    expect(html(<MoneyField name="asked" label="Amount" value={250050} />)).toContain('value="2500.50"');
    expect(html(<MoneyField name="asked" label="Amount" value="two" />)).toContain('value="two"');
  });

  it("says how much text is taken without cutting any", () => {
    const markup = html(<TextArea name="need" label="Need" limit={1500} />);
    expect(markup).toContain("Up to 1,500 characters");
    expect(markup).not.toContain("maxlength");
    expect(tag(markup, "textarea")).toContain('aria-describedby="need-limit"');
  });

  it("offers an empty choice only where nothing is chosen", () => {
    const options = [{ value: "a", text: "Angus" }];
    expect(html(<Select name="area" label="Area" options={options} />)).toContain('<option value="" selected="">Choose one</option>');
    expect(html(<Select name="area" label="Area" options={options} value="a" />)).not.toContain("Choose one");
  });
});

describe("a refused form", () => {
  const refused = {
    errors: { title: "Enter a name", starts: "Enter a real day", groups: "Choose the groups, or “None of these”" },
    values: { title: ["typed"], password: ["secret"], "starts-day": ["31"], "starts-month": ["2"], "starts-year": ["2026"], groups: ["lone-parent", "none"] },
  };
  const markup = html(
    <Form refused={refused}>
      <TextField name="title" label="Name" value="saved" />
      <TextField name="password" label="Password" type="password" />
      <DateField name="starts" legend="Start" value="2026-05-03" />
      <Checkboxes name="groups" legend="Groups" options={groups} exclusive={["none"]} values={["young-mother"]} />
      <Checkbox name="agree" label="Agreed" checked />
      <Radios name="vat" legend="VAT" options={[{ value: "yes", text: "Yes" }]} value="yes" />
    </Form>,
  );

  it("shows what was typed and not what is saved", () => {
    expect(tag(markup, "input", 'name="title"')).toContain('value="typed"');
    expect(tag(markup, "input", 'name="starts-day"')).toContain('value="31"');
    expect(tag(markup, "input", 'name="starts-month"')).toContain('value="2"');
    expect(tag(markup, "input", 'value="lone-parent"')).toContain("checked");
    expect(tag(markup, "input", 'value="young-mother"')).not.toContain("checked");
  });

  it("leaves a box unticked that was unticked, though it is saved as ticked", () => {
    expect(tag(markup, "input", 'name="agree"')).not.toContain("checked");
    expect(tag(markup, "input", 'name="vat"')).not.toContain("checked");
  });

  it("never sends a password back", () => {
    expect(markup).not.toContain("secret");
  });

  it("puts the message of each field beside it by the field's name", () => {
    expect(tag(markup, "fieldset", "starts-error")).toBeTruthy();
    expect(markup).toContain('id="groups-error"');
  });

  it("has for every link of the error summary a control with that id", () => {
    const summary = html(<ErrorSummary errors={refused.errors} />);
    const links = [...summary.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]);
    expect(links).toEqual(["title", "starts", "groups"]);
    for (const id of links) expect(tag(markup, "input", `id="${id}"`)).toBeTruthy();
  });

  it("has no id twice", () => {
    const ids = [...markup.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("an error summary", () => {
  it("is not there without errors", () => {
    expect(html(<ErrorSummary errors={{}} />)).toBe("");
    expect(html(<ErrorSummary />)).toBe("");
  });

  it("takes the focus without a script and follows ids that differ from the names", () => {
    const markup = html(<ErrorSummary errors={{ asked: "Enter the amount", "": "The budget does not add up" }} ids={{ asked: "amount-2" }} />);
    expect(tag(markup, "div", 'id="error-summary"')).toMatch(/autofocus/i);
    expect(markup).toContain('<a href="#amount-2">Enter the amount</a>');
    expect(markup).toContain("<li>The budget does not add up</li>");
  });
});

describe("choices", () => {
  it("sets answers that exclude the others apart, last and after “or”", () => {
    const markup = html(<Checkboxes name="groups" legend="Groups" options={[groups[2]!, groups[0]!, groups[1]!]} exclusive={["none"]} />);
    expect(markup.indexOf("Mothers under 25")).toBeLessThan(markup.indexOf("ds_checkbox-separator"));
    expect(markup.indexOf("ds_checkbox-separator")).toBeLessThan(markup.indexOf("None of these"));
    expect(tag(markup, "input", 'value="none"')).toContain('data-behaviour="exclusive"');
    expect(tag(markup, "input", 'value="lone-parent"')).not.toContain("data-behaviour");
  });

  it("puts each input directly before its own label, on which the drawing of the box relies", () => {
    const markup = html(<Radios name="reach" legend="Reach" options={groups} value="young-mother" />);
    expect(markup.match(/<input[^>]*id="([^"]+)"[^>]*\/><label[^>]*for="\1"/g)).toHaveLength(3);
    expect(tag(markup, "input", 'value="young-mother"')).toContain("checked");
  });
});

describe("a button", () => {
  it("is a link when it goes somewhere and sends when it does not", () => {
    expect(html(<Button to="/funds">Find a fund</Button>)).toBe('<a class="ds_button" href="/funds">Find a fund</a>');
    expect(html(<Button name="intent" value="later" secondary>Later</Button>)).toContain('type="submit" name="intent" value="later"');
  });
});
