// Prints a page that draws golden messages, windows and pages nearly as Slack does, in its light theme. Called by scripts/render-slack.
import { readFileSync, readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [libraries, golden, manifests, columns, ...named] = process.argv.slice(2);
const library = file => import(pathToFileURL(`${libraries}/${file}`));
const [{ createElement }, { renderToStaticMarkup }, { Message }] = await Promise.all(
    [library('react/index.js'), library('react-dom/server.node.js'), library('slack-blocks-to-jsx/dist/index.mjs')]);

const names = named.length ? named : readdirSync(golden).map(file => file.replace('.json', '')).sort();
const logo = `data:image/png;base64,${readFileSync(`${manifests}/teams/color.png`).toString('base64')}`;
const escaped = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

// Slack takes "verbatim" for "make no links of bare addresses", this renderer for "no markup at all".
const read = name => JSON.parse(readFileSync(`${golden}/${name}.json`), (key, value) => key === 'verbatim' ? undefined : unfenced(value));

// It writes ">=" within code fences as "> =", and nothing else of them otherwise than as rich text.
function unfenced(value) {
    const fenced = value?.type === 'section' && /^```([^]*)```$/.exec(value.text?.text);
    const text = fenced && fenced[1].replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
    return fenced ? { type: 'rich_text', elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }] } : value;
}
const blocks = shown => renderToStaticMarkup(createElement(Message, { blocks: shown.blocks, name: 'JitBot', logo, time: new Date('2026-03-02T12:00:00'), theme: 'light' }))
    .replaceAll(/<[^<>]*>[^<>]*Please &#x27;enter&#x27; to submit[^<>]*<\/[a-z]+>/g, ''); // which Slack does not say

function draw(name) {
    const shown = read(name);
    const button = (part, style) => shown[part] ? `<span class="button ${style}">${escaped(shown[part].text)}</span>` : '';
    return shown.type === 'modal'
        ? `<div class="view"><h1>${escaped(shown.title.text)}<span>✕</span></h1>${blocks(shown)}<footer>${button('close', '')}${button('submit', 'submit')}</footer></div>`
        : `<div class="${shown.type === 'home' ? 'view' : 'message'}">${blocks(shown)}</div>`;
}

const count = Math.min(Number(columns), names.length);
const wide = count * 600 + 20;
console.log(`<!doctype html><meta charset="utf-8"><style>${readFileSync(`${libraries}/slack-blocks-to-jsx/dist/style.css`)}</style><style>
body { margin: 0; padding: 20px 20px 0; width: ${wide - 40}px; background: #f4f4f4; columns: ${count}; column-gap: 20px; font: 15px Lato, "Liberation Sans", "Noto Color Emoji", sans-serif }
body > div { break-inside: avoid; width: 540px; margin-bottom: 20px; padding: 12px 20px; background: #fff; border-radius: 8px; box-shadow: 0 1px 4px #0003; overflow: hidden }
.view { padding: 0 0 12px } .view > *, .view h1 { padding-left: 24px; padding-right: 24px } .view .slack_blocks_to_jsx--header, .view img[alt=JitBot] { display: none !important }
h1 { display: flex; justify-content: space-between; margin: 0 0 8px; padding: 18px 0 10px; font: 900 20px Lato, sans-serif; border-bottom: 1px solid #ddd }
footer { display: flex; justify-content: end; gap: 10px; margin-top: 14px; padding-top: 14px; border-top: 1px solid #ddd }
.button { padding: 7px 14px; border: 1px solid #bbb; border-radius: 8px; font-weight: 900 } .submit { border-color: #007a5a; background: #007a5a; color: #fff }
</style><body>${names.map(draw).join('')}
<script>
const low = Math.max(...[...document.body.querySelectorAll(':scope > div')].map(box => box.getBoundingClientRect().bottom));
document.documentElement.dataset.size = '${wide},' + Math.ceil(low + 20);
</script>`);
