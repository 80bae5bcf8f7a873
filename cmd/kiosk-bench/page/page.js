// The terminal's screens as a page: what kiosk-bench wrote down of a walk through them. It computes nothing of what it shows, which
// is in its favour; what it does is what every page does: hear a finger, show that it is felt, put the next screen's elements there.
const { parts, screens, walks, turns } = await (await fetch("screens.json")).json();

let walk = "round", at = 0, screen = null, shown = [], elements = [], pressed = null, clock = null;

// element makes what a part looks like.
function element(p) {
  const e = document.createElement(p.kind === "picture" ? "img" : "div"), s = e.style;
  s.left = p.x + "px"; s.top = p.y + "px"; s.width = p.w + "px"; s.height = p.h + "px";
  switch (p.kind) {
    case "box":
      s.background = p.fill;
      if (p.pen) s.border = `${p.pen}px solid ${p.stroke}`;
      if (p.radius) s.borderRadius = p.radius + "px";
      break;
    case "disc": s.background = p.fill; s.borderRadius = "50%"; break;
    case "text":
      e.textContent = p.text;
      s.color = p.fill; s.fontSize = p.size + "px"; s.lineHeight = p.h + "px"; s.textAlign = p.align;
      if (p.bold) s.fontWeight = "bold";
      if (p.clock) clock = e;
      break;
    case "line":
      e.innerHTML = `<svg width="100%" height="100%" style="overflow:visible"><path d="${p.text}" stroke="${p.fill}" stroke-width="${p.pen}"/></svg>`;
      break;
    case "icon":
      e.innerHTML = `<svg width="100%" height="100%" viewBox="0 0 48 ${p.grid}"><path d="${p.text}" ` + (p.filled ? `fill="${p.fill}"/>` :
        `fill="none" stroke="${p.fill}" stroke-width="${p.pen}" stroke-linecap="round" stroke-linejoin="round"/>`) + "</svg>";
      break;
    case "picture": e.src = p.text; break;
  }
  return e;
}

// show puts another screen there. Elements that both have stay, as in any page that is made with care.
function show(next) {
  let from = 0, a = shown.length, b = next.parts.length;
  while (from < a && from < b && shown[from] === next.parts[from]) from++;
  while (a > from && b > from && shown[a - 1] === next.parts[b - 1]) a--, b--;
  const made = next.parts.slice(from, b).map((i) => element(parts[i]));
  for (const e of elements.slice(from, a)) e.remove();
  if (from) elements[from - 1].after(...made); else document.body.prepend(...made);
  elements.splice(from, a - from, ...made);
  shown = next.parts; screen = next;
  document.body.style.background = next.ground;
}

const go = () => { at = (at + 1) % walks[walk].length; show(screens[walks[walk][at].screen]); };

// target is what lies under a finger, the topmost first.
const target = (e) => screen.targets.findLast((t) => e.clientX >= t.x && e.clientX < t.x + t.w && e.clientY >= t.y && e.clientY < t.y + t.h);

addEventListener("pointerdown", (e) => {
  const t = target(e);
  if (!t || !t.enabled) return;
  const grounds = shown.flatMap((p, i) => parts[p].owner === t.owner ? [elements[i]] : []);
  pressed = { t, grounds, before: grounds.map((g) => g.style.background), pop: t.pop.map((i) => element(parts[i])) };
  for (const g of grounds) g.style.background = t.pressed;
  document.body.append(...pressed.pop);
});

addEventListener("pointerup", (e) => {
  if (!pressed) return;
  const { t, grounds, before, pop } = pressed;
  pressed = null;
  grounds.forEach((g, i) => { g.style.background = before[i]; });
  for (const p of pop) p.remove();
  const next = walks[walk][(at + 1) % walks[walk].length];
  if (target(e) === t && next.target === t.id) go();
});
addEventListener("contextmenu", (e) => e.preventDefault());

// What comes from devices: the next step, or another walk.
new EventSource("events").onmessage = (e) => {
  if (e.data === "go") return go();
  walk = e.data; at = 0;
  show(screens[walks[walk][0].screen]);
};

// The clock is set when the minute changes.
function setClock() {
  const time = new Date().toLocaleTimeString("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit" });
  const text = clock ? clock.textContent.replace(/\d\d:\d\d$/, time) : "";
  if (clock && text !== clock.textContent) clock.textContent = text;
}
function minute() {
  setClock();
  setTimeout(minute, 60000 - Date.now() % 60000 + 20);
}

// 待机 shows another picture every 10 s.
function turn() {
  const now = Date.now();
  if (at === 0 && turns) { show(screens[turns[Math.floor(now / 10000) % turns.length]]); setClock(); }
  setTimeout(turn, 10000 - now % 10000 + 20);
}
show(screens[walks[walk][0].screen]);
minute();
turn();
