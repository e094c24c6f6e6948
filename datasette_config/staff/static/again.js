// While something is under way, the page is looked at again; a reader's place in it stays.
setTimeout(() => location.reload(), 2000);
