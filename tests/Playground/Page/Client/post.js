/** Says something to the playground. Throws with words for people. */
export async function post(what, body) {
  let answer;
  try {
    answer = await fetch(what, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  } catch {
    throw new Error("The playground does not answer. Is ./run still running?");
  }
  if (!answer.ok) throw new Error(`The playground answered ${answer.status}.`);
  return answer.json();
}
