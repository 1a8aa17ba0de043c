import pytest, json, collections
from tests.access.addresses import *
from tests.access.asking import *
from tests.access.world import *
pytestmark = pytest.mark.django_db
def test_record(world):
    import time
    print("MISSING", names_of_the_site() - {a.name for a in EVERY}, {a.name for a in EVERY}-names_of_the_site())
    grid = collections.defaultdict(dict); leaks=collections.defaultdict(set); faults={}
    for role in ROLES:
        if __import__("os").environ.get("ONLY") and role not in __import__("os").environ["ONLY"]: continue
        t=time.time()
        for seen in everything(world, role):
            key=(seen.address.key, seen.method)
            assert role not in grid[key], key
            grid[key][role]=seen.status
            if seen.fault or seen.status==500: faults[key+(role,)]=seen.fault
            text=seen.body.decode(errors="replace")
            for w in (*IDENTITY, CALLED, MEDICATION, ENTRY, OFFERED, REASON, COMPLAINT, COMPLAINANT):
                if w in text: leaks[w].add((role, seen.address.key))
        print(role, time.time()-t)
    json.dump([[k,m,[v[r] for r in ROLES]] for (k,m),v in grid.items()], open("/tmp/grid.json","w"))
    json.dump({w:sorted(map(list,v)) for w,v in leaks.items()}, open("/tmp/leaks.json","w"))
    for k,f in faults.items(): print("FAULT",k,f)
