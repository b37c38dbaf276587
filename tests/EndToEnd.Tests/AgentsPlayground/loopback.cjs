// Loaded into Agents Playground before it starts.
'use strict';
const net = require('node:net');

// Left to itself it listens on every address of the machine; a server of a test listens on loopback only.
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, ...rest) {
  return listen.call(this, { port, host: '127.0.0.1' }, rest.find((argument) => typeof argument === 'function'));
};

// Standard input is the lifeline: it ends when the test does, however that ends.
process.stdin.on('end', () => process.exit()).resume();
