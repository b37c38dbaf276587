// Inputs of a card. Each tells its value as Teams sends it: always a string, ticked boxes with commas between them.
import { freshId, make } from "./dom.js";
import { markdown, plain } from "./text.js";

const kinds = { "Input.Text": drawText, "Input.Toggle": drawToggle, "Input.ChoiceSet": drawChoices };

export function drawInput(element, scope, problem) {
  const drawn = (kinds[element.type] ?? drawChoices)(element, problem);
  const error = make("p", { class: "error", id: freshId("error"), hidden: true }, element.errorMessage ?? "This is needed.");
  scope.inputs.push({
    id: element.id,
    value: drawn.value,
    check() {
      const missing = element.isRequired === true && drawn.value().trim() === "";
      error.hidden = !missing;
      drawn.field.toggleAttribute("aria-invalid", missing);
      if (missing) {
        drawn.field.setAttribute("aria-invalid", "true");
        drawn.field.setAttribute("aria-describedby", error.id);
        drawn.field.focus();
      }
      return !missing;
    },
  });
  drawn.box.append(error);
  return drawn.box;
}

function drawText(element, problem) {
  const id = freshId("input");
  const field = make(element.isMultiline ? "textarea" : "input", {
    id, placeholder: element.placeholder, maxlength: element.maxLength, value: element.value ?? "", rows: element.isMultiline ? 3 : null,
    type: element.isMultiline ? null : "text", autocomplete: "off", "aria-required": element.isRequired ? "true" : null,
    "aria-label": element.label ? null : element.placeholder ?? element.id, ...described(problem),
  });
  return { field, value: () => field.value, box: make("div", { class: "field" }, label(element, id), field) };
}

function drawToggle(element, problem) {
  const [on, off] = [element.valueOn ?? "true", element.valueOff ?? "false"];
  const field = make("input", { type: "checkbox", checked: element.value === on, ...described(problem) });
  return { field, value: () => (field.checked ? on : off), box: make("div", { class: "field" }, make("label", {}, field, make("span", {}, markdown(element.title)))) };
}

function drawChoices(element, problem) {
  if (element.style === "expanded" || element.isMultiSelect) return drawBoxes(element, problem);
  const id = freshId("input");
  const given = element.value ?? "";
  const field = make("select", { id, "aria-label": element.label ? null : element.placeholder ?? element.id, ...described(problem) },
    element.choices.some(choice => choice.value === given) ? [] : make("option", { value: "" }, element.placeholder ?? "Choose…"),
    element.choices.map(choice => make("option", { value: choice.value, selected: choice.value === given }, plain(choice.title))));
  return { field, value: () => field.value, box: make("div", { class: "field" }, label(element, id), field) };
}

function drawBoxes(element, problem) {
  const name = freshId("choice");
  const given = (element.value ?? "").split(",");
  const boxes = element.choices.map(choice => ({
    value: choice.value,
    box: make("input", { type: element.isMultiSelect ? "checkbox" : "radio", name, checked: given.includes(choice.value) }),
    title: choice.title,
  }));
  const field = make("fieldset", { class: boxes.length > 2 ? "boxes many" : "boxes", tabindex: "-1", ...described(problem) },
    make("legend", {}, markdown(element.label ?? element.id)),
    boxes.map(({ box, title }) => make("label", {}, box, make("span", {}, markdown(title)))));
  return { field, value: () => boxes.filter(({ box }) => box.checked).map(({ value }) => value).join(","), box: make("div", { class: "field" }, field) };
}

function label(element, id) {
  if (!element.label) return null;
  return make("label", { for: id }, markdown(element.label), element.isRequired ? make("span", { "aria-hidden": "true" }, " *") : null);
}

// What the bot says is wrong with a field stands under it, as a text of its own.
const described = problem => (problem ? { "aria-invalid": "true", "aria-describedby": problem } : {});
