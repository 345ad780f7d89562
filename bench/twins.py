"""Two pages over one folder of runs."""

from collections.abc import Iterable
from pathlib import Path
from threading import Thread

import leftovers
from killing import begun
from serving import spawned, told, wait

from gan_demo import runs


def two(pictures: Path, root: Path) -> str:
    """Both list a run; both are asked to delete it, one does, and from then on each says that it is not here."""
    run = begun(pictures, root)
    pages = [spawned(root), spawned(root)]
    urls = [url for _, url in pages]
    try:
        for url in urls:
            wait(lambda url=url: told(f"{url}runs")[0] == 200, 120)
        listed = [[one["name"] for one in told(f"{url}runs")[1]] for url in urls]
        runs.stop(run)
        wait(lambda: not runs.status(run).alive, 60)
        deleted = both(f"{url}run/{run.name}/do" for url in urls)
        after = [told(f"{url}run/{run.name}") for url in urls]
        print(f"  deleted: {deleted}; afterwards {after[0][0]} and {after[1][0]}: {after[1][1]['error']['en']}")
        right = listed == [[run.name]] * 2 and deleted[0] == 200 and [status for status, _ in after] == [404, 404]
        return "as it should be" if right and not leftovers.strays(root) else f"wrong: {listed} {deleted} {after}"
    finally:
        for page, _ in pages:
            page.terminate()
            page.wait(30)


def both(addresses: Iterable[str]) -> list[int]:
    """Ask two pages at the same time to delete a run; the status of each answer."""
    answers: list[int] = []
    asking = [Thread(target=lambda url=url: answers.append(told(url, {"do": "delete"})[0])) for url in addresses]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    return sorted(answers)
