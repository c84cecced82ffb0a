// Votes without loading the page again. The forms work without this file; it sends what they would send and puts the main
// part of the page that comes back in place, so that everything shown is what the server said.
document.addEventListener('submit', async event => {
  const form = event.target;
  if (!form.matches('.card form')) return;
  event.preventDefault();

  const main = document.querySelector('main');
  if (main.ariaBusy === 'true') return;
  main.ariaBusy = 'true';
  const card = form.closest('.card').id;
  try {
    const response = await fetch(form.action, {
      method: 'POST',
      body: new URLSearchParams(new FormData(form)),
      signal: AbortSignal.timeout(10_000),
    });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    main.replaceChildren(...page.querySelector('main').childNodes);
    document.querySelector(`#${card} button`).focus();
  } catch {
    // The form keeps its key, so trying again cannot count twice.
    const message = document.createElement('p');
    message.className = 'bad';
    message.textContent = 'Your vote could not be confirmed. Please vote again: it counts once.';
    document.getElementById('notice').replaceChildren(message);
  } finally {
    main.ariaBusy = 'false';
  }
});
