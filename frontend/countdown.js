// How long an emergency access still runs, in words beside the moment at which it ends. Without script the moment is enough.
const words = (minutes) => {
  const hours = Math.floor(minutes / 60), rest = minutes % 60;
  const part = (number, word) => (number ? `${number} ${word}${number === 1 ? '' : 's'}` : '');
  return [part(hours, 'hour'), part(rest, 'minute')].filter(Boolean).join(' ') || 'less than a minute';
};
for (const place of document.querySelectorAll('[data-countdown]')) {
  const end = new Date(place.dataset.countdown);
  const show = () => {
    const minutes = Math.floor((end - Date.now()) / 60000);
    place.textContent = minutes < 0 ? ' (it has ended: what you open next is refused)' : ` (${words(minutes)} left)`;
  };
  show();
  setInterval(show, 30000);
}
