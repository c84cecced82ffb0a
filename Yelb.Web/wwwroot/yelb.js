// Keeps the page up to date and votes without loading it again. The page is whole without this file; here it only goes on.

const main = document.querySelector('main');
const notice = document.getElementById('notice');
const restaurants = [...document.querySelectorAll('.card')].map(card => card.id);
const motion = matchMedia('(prefers-reduced-motion: no-preference)');
const number = new Intl.NumberFormat('en-US');
const share = part => `${(100 * part).toFixed(1)} %`;
const plural = (count, one) => `${number.format(count)} ${one}${count === 1 ? '' : 's'}`;
const title = restaurant => document.getElementById(`title-${restaurant}`).textContent;
const sum = counts => Object.values(counts).reduce((total, count) => total + count, 0);
const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

function write(selector, text) {
  for (const place of document.querySelectorAll(selector)) {
    if (place.textContent === text) continue;
    place.textContent = text;
    if (!place.matches('strong, .total, dd')) continue;
    // Type that still fits its place.
    place.classList.toggle('long', text.length > 5);
    if (motion.matches) {
      place.animate([{ transform: 'scale(1.15)' }, { transform: 'none' }], { duration: 400, easing: 'ease-out' });
    }
  }
}

// ---- Votes

// What is shown: votes by restaurant, or null while they were never known.
let votes = shownAtFirst();
let votesAt = new Date();
// A vote of one's own that was confirmed. News that left its server before must not take it off the page again.
const confirmed = new Map();

function shownAtFirst() {
  const shown = restaurants.map(restaurant =>
    [restaurant, Number(document.querySelector(`[data-votes=${restaurant}]`).textContent.replaceAll(',', ''))]);
  return shown.some(([, count]) => Number.isNaN(count)) ? null : Object.fromEntries(shown);
}

function takeVotes(counts) {
  votes = Object.fromEntries(counts.map(({ name, value }) =>
    [name, Math.max(value, confirmed.get(name)?.until > Date.now() ? confirmed.get(name).count : 0)]));
  votesAt = new Date();
  works.votes = true;
  showVotes();
  tellNews();
}

function showVotes() {
  const total = sum(votes);
  const most = Math.max(...Object.values(votes));
  let before = 0;
  for (const restaurant of restaurants) {
    const count = votes[restaurant];
    const part = total ? count / total : 0;
    write(`[data-votes=${restaurant}]`, number.format(count));
    write(`[data-unit=${restaurant}]`, count === 1 ? 'vote' : 'votes');
    write(`[data-share=${restaurant}]`, share(part));
    document.querySelector(`[data-lead=${restaurant}]`).hidden = !count || count < most;
    document.querySelector(`[data-bar=${restaurant}]`).setAttribute('width', 100 * part);

    const slice = document.querySelector(`[data-slice=${restaurant}]`);
    const gap = part === 1 ? 0 : Math.min(0.006, part / 2);
    slice.setAttribute('stroke-dasharray', `${100 * (part - gap)} 100`);
    slice.setAttribute('stroke-dashoffset', -100 * (before + gap / 2));
    const label = document.querySelector(`[data-label=${restaurant}]`);
    const angle = 2 * Math.PI * (before + part / 2);
    label.setAttribute('transform', `translate(${21 + 16 * Math.sin(angle)} ${21 - 16 * Math.cos(angle)})`);
    label.classList.toggle('small', part < 0.06);
    before += part;
  }
  document.querySelector('.donut').classList.toggle('empty', !total);
  write('[data-total]', number.format(total));
  write('[data-unit=total]', total === 1 ? 'vote' : 'votes');
}

// For those who hear the page: votes of others in one sentence, and not more often than one can listen to.
let told = votes && { sum: sum(votes), at: 0 };
let own = 0;
function tellNews() {
  told ??= { sum: sum(votes), at: 0 };
  const more = sum(votes) - told.sum - own;
  if (more <= 0 || Date.now() - told.at < 15_000) return;
  const leader = restaurants.reduce((best, restaurant) => votes[restaurant] > votes[best] ? restaurant : best);
  document.getElementById('news').textContent =
    `${plural(more, 'more vote')}. ${title(leader)} has ${number.format(votes[leader])} of ${number.format(sum(votes))}.`;
  told = { sum: sum(votes), at: Date.now() };
  own = 0;
}

// ---- Page views, and who answers

function takePageViews(count) {
  works.pageViews = true;
  write('#page-views', number.format(count));
}

const servers = new Set(main.dataset.servers.split(' ').filter(Boolean));
function takeServer(id) {
  if (!id) return;
  servers.add(id);
  write('#servers', plural(servers.size, 'application server'));
}

// ---- What works and what does not

// reach: 'live', 'polling', 'refused' (too many requests), 'page' (only yelb-ui answers), 'nothing'.
const works = { reach: '', votes: !!votes, pageViews: true };
const pills = { live: 'Live', polling: 'Every few seconds', refused: 'Slowed down', page: 'Not live', nothing: 'No connection' };

function explain() {
  const { reach } = works;
  // The page has said by itself what it began with.
  if (!reach) return;
  const live = document.getElementById('live');
  live.hidden = false;
  live.dataset.state = reach;
  write('#live', pills[reach]);
  main.toggleAttribute('data-stale', !!votes && (!works.votes || !['live', 'polling'].includes(reach)));
  if (!works.pageViews) write('#page-views', 'not known now');

  const rest = `${votes ? ` These are the votes of ${votesAt.toLocaleTimeString('en-GB')}.` : ''} Trying again …`;
  say('outage', 'bad',
    reach === 'nothing' ? `There is no connection to Yelb.${rest}`
    : reach === 'page' ? `The application server does not answer.${rest}`
    : reach === 'refused' ? `Too many requests come from your network.${rest}`
    : works.votes && works.pageViews ? ''
    : works.votes ? 'Page views are not known now: their store does not answer. Votes count.'
    : works.pageViews ? `Nobody can vote now: the votes’ database does not answer. Page views count.${rest}`
    : `Neither votes nor page views are known now: their stores do not answer.${rest}`);
}

function say(about, kind, text, milliseconds) {
  let line = notice.querySelector(`[data-about=${about}]`);
  if (!text) return line?.remove();
  if (!line) {
    line = document.createElement('p');
    line.dataset.about = about;
    notice.append(line);
  }
  clearTimeout(line.timer);
  if (milliseconds) line.timer = setTimeout(() => line.remove(), milliseconds);
  line.className = kind;
  if (line.textContent !== text) line.textContent = text;
}

// ---- The stream of news

// The server says something at once and then every 10 s: after so long without a word the stream is dead, whatever the browser
// thinks.
const FIRST_WORD = 5_000;
const SILENCE = 25_000;
// When to ask for the next stream. The server tells each page another time, so that not all of them come back at once.
let retry = 1_000;
let stream;
let run = 0;

// Goes on until nobody looks: by the stream while there is one, else by asking until it is time to try again.
async function follow() {
  if (document.hidden) return;
  const mine = ++run;
  for (let failures = 0; run === mine;) {
    const began = Date.now();
    const { status, after } = await listen();
    if (run !== mine) return;
    failures = status === 200 && Date.now() - began > FIRST_WORD + 1_000 ? 0 : failures + 1;
    if (!failures) {
      await pause(retry);
      continue;
    }

    // No answer at all: does yelb-ui give any? Once it does, there may be a stream, and nothing else is asked for.
    if (!status && !(await ask('/alive')).status) {
      do {
        if (run !== mine) return;
        works.reach = 'nothing';
        explain();
        await pause(2_000 + 3_000 * Math.random());
      } while (!(await ask('/alive')).status);
      continue;
    }

    const next = Date.now() + (after || Math.min(30_000, 1_000 * 2 ** failures)) * (1 + Math.random() / 2);
    do {
      await poll(mine);
      // Where there is no room for a stream there are many who ask.
      if (works.reach !== 'nothing') await pause((works.reach === 'polling' && !after ? 2_000 : 4_000) + 2_000 * Math.random());
    } while (run === mine && works.reach !== 'nothing' && Date.now() < next);
  }
}

function leave() {
  run++;
  stream?.abort();
}

// Takes one stream to its end. An EventSource would keep to itself what a server says that has no room for another.
async function listen() {
  const mine = stream = new AbortController();
  let silence;
  const hear = next => {
    clearTimeout(silence);
    silence = setTimeout(() => mine.abort(), next);
  };
  hear(FIRST_WORD);
  try {
    const answer = await fetch('/api/live', { signal: mine.signal, headers: { Accept: 'text/event-stream' } }).catch(() => null);
    if (!answer?.ok) return { status: answer?.status, after: 1_000 * answer?.headers.get('Retry-After') };
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    const read = () => reader.read().catch(() => ({ done: true }));
    let text = '';
    for (let part = await read(); !part.done; part = await read()) {
      const events = (text + part.value).split('\n\n');
      text = events.pop();
      for (const event of events) {
        hear(SILENCE);
        if (take(event) === 'closing') return { status: 200 };
      }
    }
    return { status: 200 };
  } finally {
    clearTimeout(silence);
    mine.abort();
  }
}

function take(event) {
  const fields = Object.fromEntries(event.split('\n').map(line => line.split(/: (.*)/, 2)));
  if (fields.retry) retry = Number(fields.retry);
  news[fields.event]?.(JSON.parse(fields.data));
  explain();
  return fields.event;
}

const news = {
  server({ hostname, id }) {
    works.reach = 'live';
    takeServer(id);
    write('#host-name', hostname);
  },
  // The stream is yelb-ui's, and goes on.
  unreachable() { works.reach = 'page'; },
  votes(counts) { takeVotes(counts.votes); },
  pageviews({ pageviews }) { takePageViews(pageviews); },
  unavailable({ store }) { works[store === 'yelb-db' ? 'votes' : 'pageViews'] = false; },
};

// ---- Without the stream: asking

async function poll(mine) {
  const [counts, stats] = await Promise.all([ask('/api/votes'), ask('/api/stats')]);
  const answers = [counts, stats];
  // Nothing at all: does yelb-ui answer for itself?
  if (!counts.status && !stats.status) answers.push(await ask('/alive'));
  // Nobody looks.
  if (run !== mine) return;

  works.reach = answers.some(answer => answer.server) ? 'polling'
    : answers.some(answer => answer.status === 429) ? 'refused'
    : answers.some(answer => answer.status) ? 'page' : 'nothing';
  works.votes = !!counts.body;
  works.pageViews = !!stats.body;
  if (counts.body) takeVotes(counts.body.votes);
  if (stats.body) {
    takePageViews(stats.body.pageviews);
    write('#host-name', stats.body.hostname);
  }
  answers.forEach(answer => takeServer(answer.server));
  explain();
}

async function ask(path) {
  try {
    const answer = await fetch(path, { signal: AbortSignal.timeout(4_000) });
    const isJson = answer.ok && answer.headers.get('Content-Type')?.startsWith('application/json');
    return { status: answer.status, server: answer.headers.get('X-Served-By'), body: isJson ? await answer.json() : null };
  } catch {
    return {};
  }
}

// A page that nobody looks at asks for nothing: browsers have six connections to a server, for all tabs together.
document.addEventListener('visibilitychange', () => document.hidden ? leave() : follow());
addEventListener('online', () => {
  if (works.reach === 'live') return;
  leave();
  follow();
});

// ---- Voting

document.addEventListener('submit', event => {
  const form = event.target;
  if (!form.matches('.card form')) return;
  event.preventDefault();
  vote(form);
});

async function vote(form) {
  const restaurant = form.closest('.card').id;
  const button = form.querySelector('button');
  if (button.ariaDisabled === 'true') return;
  button.ariaDisabled = 'true';
  label(button, 'Sending…', 'sending');

  const { outcome, count, server } = await cast(restaurant, form.elements.key.value);
  button.ariaDisabled = 'false';
  if (outcome === 'counted') {
    form.elements.key.value = newKey();
    takeServer(server);
    own++;
    confirmed.set(restaurant, { count, until: Date.now() + 2_000 });
    if (votes) {
      votes[restaurant] = Math.max(votes[restaurant], count);
      showVotes();
    }
    label(button, 'Counted', 'counted', 1_500);
    say('vote', 'good', `Your vote for ${title(restaurant)} is counted: it has ${plural(count, 'vote')} now.`, 6_000);
  } else {
    label(button, 'Vote');
    if (outcome === 'keyUsed') form.elements.key.value = newKey();
    say('vote', 'bad', outcome === 'keyUsed'
      ? `Your vote for ${title(restaurant)} was not counted: this page had voted for another restaurant. Please vote again.`
      : outcome === 'refused'
      ? `Too many requests come from your network at this moment: your vote for ${title(restaurant)} was not counted. Please vote again in a moment.`
      : `Your vote for ${title(restaurant)} could not be confirmed. Please vote again: it counts once.`);
  }
}

function label(button, text, state, milliseconds) {
  button.firstChild.data = text;
  clearTimeout(button.timer);
  if (state) button.dataset.state = state; else delete button.dataset.state;
  if (milliseconds) button.timer = setTimeout(() => label(button, 'Vote'), milliseconds);
}

// A UUID without hyphens; crypto.randomUUID is withheld from pages that came by plain HTTP.
const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');

// Tries again by itself: with its key a vote counts once however often it is sent.
async function cast(restaurant, key) {
  for (let tries = 1; ; tries++) {
    try {
      const answer = await fetch(`/api/votes/${restaurant}`, {
        method: 'POST', headers: { 'Idempotency-Key': key }, signal: AbortSignal.timeout(4_000),
      });
      if (answer.ok) return { outcome: 'counted', count: (await answer.json()).value, server: answer.headers.get('X-Served-By') };
      if (answer.status === 422) return { outcome: 'keyUsed' };
      // Only if no try before it can have counted.
      if (answer.status === 429 && tries === 1) return { outcome: 'refused' };
    } catch {
      // No answer, or half of one.
    }
    if (tries === 4) return { outcome: 'unconfirmed' };
    await pause(300 * 2 ** tries * (0.5 + Math.random()));
  }
}

follow();
