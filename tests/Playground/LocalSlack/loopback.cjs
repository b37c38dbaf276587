// Loaded into local-slack before it starts.
'use strict';

// Left to itself it listens on every address of the machine.
const serve = Bun.serve;
Bun.serve = options => serve.call(Bun, { ...options, hostname: '127.0.0.1' });

// Standard input is the lifeline: it ends when whoever started this does, however they end.
process.stdin.on('end', () => process.exit()).resume();

// Ctrl-C in a terminal is told to every process there at once; this one stays until the bot, which talks to it, has ended.
const on = process.on;
process.on = process.addListener = (event, ...rest) => (event === 'SIGINT' ? process : on.call(process, event, ...rest));
on.call(process, 'SIGINT', () => {});
