/**
 * A list with a box to tick in each row (a form with `data-list`): says how many are chosen, ticks all of the page, and lets the keyboard
 * go through the rows. Keys work while the focus is in the list and nowhere else; without this script boxes and links do it all.
 */
for (const form of document.querySelectorAll("form[data-list]")) {
  const boxes = [...form.querySelectorAll("tbody input[type=checkbox]")];
  const said = form.querySelector("[data-chosen]");
  const whole = form.querySelector("[data-whole-page]");
  const tell = () => {
    const count = boxes.filter((box) => box.checked).length;
    if (said) said.textContent = count === 0 ? "Nothing is chosen yet." : count === 1 ? "1 application is chosen." : `${count} applications are chosen.`;
    const box = whole?.querySelector("input");
    if (box) {
      box.checked = count > 0 && count === boxes.length;
      box.indeterminate = count > 0 && count < boxes.length;
    }
  };
  if (whole) {
    whole.hidden = false;
    whole.querySelector("input").addEventListener("change", ({ target }) => {
      for (const box of boxes) box.checked = target.checked;
      tell();
    });
  }
  form.addEventListener("change", tell);
  form.querySelector("tbody")?.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const here = boxes.indexOf(event.target.closest("tr")?.querySelector("input[type=checkbox]"));
    if (here < 0) return;
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (step) boxes[Math.min(boxes.length - 1, Math.max(0, here + step))].focus();
    else if (event.key === "x") boxes[here].click();
    else if (event.key === "Enter" && event.target === boxes[here]) boxes[here].closest("tr").querySelector("a").click();
    else return;
    event.preventDefault();
  });
  tell();
}
