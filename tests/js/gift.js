// Reads a GIFT file on standard input with gift-pegjs and prints what it understood as JSON.
const { parse } = require("gift-pegjs");
const chunks = [];
process.stdin.on("data", (chunk) => chunks.push(chunk));
process.stdin.on("end", () => {
  const text = Buffer.concat(chunks).toString("utf-8");
  process.stdout.write(JSON.stringify(parse(text)));
});
