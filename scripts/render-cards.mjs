// Prints a page that draws golden cards as Teams would, in its light theme. Called by scripts/render-cards.
import { readFileSync, readdirSync } from 'node:fs';

const [libraries, golden, columns, ...named] = process.argv.slice(2);
const names = named.length ? named : readdirSync(golden).map(file => file.replace('.json', '')).sort();
const cards = names.map(name => JSON.parse(readFileSync(`${golden}/${name}.json`)));
const library = file => `<script>${readFileSync(`${libraries}/${file}`)}</script>`;

const font = '"Segoe UI", "Open Sans", "Liberation Sans", sans-serif';
const sizes = { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 };
const colours = {
    default: ['#252423', '#616161'], accent: ['#5B5FC7', '#7579EB'], good: ['#237B4B', '#4C8A66'],
    warning: ['#835C00', '#9A7A3A'], attention: ['#C4314B', '#D0566B'],
};
const foregroundColors = Object.fromEntries(Object.entries(colours).map(([name, [plain, subtle]]) => [name, { default: plain, subtle }]));
const grounds = { default: '#FFFFFF', emphasis: '#F3F2F1', accent: '#E8EBFA', good: '#E7F2DA', attention: '#FCF4F6', warning: '#FBF6D9' };
const host = {
    fontTypes: { default: { fontFamily: font, fontSizes: sizes }, monospace: { fontFamily: 'Consolas, "DejaVu Sans Mono", monospace', fontSizes: { ...sizes, default: 13 } } },
    fontWeights: { lighter: 200, default: 400, bolder: 600 },
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    containerStyles: Object.fromEntries(Object.entries(grounds).map(([name, backgroundColor]) => [name, { backgroundColor, foregroundColors }])),
    actions: { buttonSpacing: 8, actionAlignment: 'left', showCard: { style: 'emphasis' } },
    factSet: { title: { weight: 'bolder', maxWidth: 120 } },
    inputs: { label: { inputSpacing: 4, requiredInputs: { weight: 'bolder', suffix: ' *', suffixColor: 'attention' }, optionalInputs: { weight: 'bolder' } } },
};

const wide = Math.min(Number(columns), cards.length) * 440 + 20;
console.log(`<!doctype html><meta charset="utf-8"><style>
body { margin: 0; padding: 20px 20px 0; width: ${wide - 40}px; background: #f5f5f5; font: 14px ${font}; columns: ${columns}; column-gap: 20px }
body > div { break-inside: avoid; width: 420px; margin-bottom: 20px; background: #fff; border-radius: 6px; box-shadow: 0 1px 3px #0003; overflow: hidden }
button, input, textarea, select { font: 14px ${font}; border: 1px solid #d1d1d1; border-radius: 4px; background: #fff }
button { padding: 6px 16px; font-weight: 600 }
button.style-positive { background: #5b5fc7; border-color: #5b5fc7; color: #fff }
button.style-destructive { border-color: #c4314b; color: #c4314b }
.ac-textInput, select { box-sizing: border-box; width: 100%; padding: 6px 8px }
</style><body style="${cards.length === 1 ? 'columns: 1' : ''}">
${library('adaptivecards/dist/adaptivecards.min.js')}${library('markdown-it/dist/markdown-it.min.js')}
<script>
const markdown = markdownit();
AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => { result.outputHtml = markdown.render(text).replaceAll(/&lt;at&gt;(.+?)&lt;\\/at&gt;/g, '<span style="color:#5b5fc7">$1</span>'); result.didProcess = true; };
for (const json of ${JSON.stringify(cards).replaceAll('<', '\\u003c')}) {
    const card = new AdaptiveCards.AdaptiveCard();
    card.hostConfig = new AdaptiveCards.HostConfig(${JSON.stringify(host)});
    card.parse(json);
    document.body.appendChild(document.createElement('div')).appendChild(card.render());
}
const low = Math.max(...[...document.body.querySelectorAll(':scope > div')].map(box => box.getBoundingClientRect().bottom));
document.documentElement.dataset.size = ${wide} + ',' + Math.ceil(low + 20);
</script>`);
